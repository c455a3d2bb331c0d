/** Which colour a value has: that of the last step that it has reached. */
import type { Threshold } from './dashboard-json.ts';

export function colourAt(steps: readonly Threshold[], value: number): string {
  const reached = steps.findLast((step) => step.value === null || value >= step.value);
  if (reached === undefined) throw new Error(`no threshold is for ${value}`);
  return reached.color;
}
