/** A text in lines of at most so many characters, each after `before`. */
export function wrapped(text: string, width: number, before: string): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && `${last} ${word}`.length + before.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line) => `${before}${line}`).join('\n');
}
