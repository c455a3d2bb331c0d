/** Colours, by the names that a dashboard's JSON uses, and type of the picture: dark, as Grafana is at first. */

export const colours = {
  page: '#111217',
  panel: '#181b1f',
  edge: '#2a2d34',
  grid: '#2c2f36',
  text: '#d5d6e0',
  faint: '#9799a5',
} as const;

const named: Readonly<Record<string, string>> = {
  green: '#73bf69',
  yellow: '#f2cc0c',
  blue: '#5794f2',
  orange: '#ff9830',
  red: '#f2495c',
  purple: '#b877d9',
};

/** Of lines, in the order of their series. */
export const palette = [...Object.values(named), '#8ab8ff', '#ffa6b0', '#96d98d', '#ffee52'];

export function colourOf(name: string): string {
  const colour = named[name];
  if (colour === undefined) throw new Error(`colour ${name} is not known`);
  return colour;
}

/** Whichever the viewer has. */
export const fonts = "Inter, Roboto, 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif";
export const fontSize = 12;
