/** Blocks of a page that a test makes: each follows a comment with its name and the file that makes it. */

interface Made {
  /** The file that makes them. */
  readonly by: string;
  /** Of the fenced blocks. */
  readonly language: string;
}

function pattern({ by, language }: Made): RegExp {
  return new RegExp(`^<!-- (\\w+), made by ${RegExp.escape(by)} -->\n\`\`\`${language}\n[^\`]*^\`\`\`$`, 'gm');
}

export function namesOfMade(page: string, made: Made): readonly string[] {
  return [...page.matchAll(pattern(made))].map(([, name = '']) => name);
}

/** The page with each block as it has to be; `content` ends with a line's end. */
export function withMade(page: string, made: Made, content: (name: string) => string): string {
  return page.replaceAll(pattern(made), (_, name: string) => {
    return `<!-- ${name}, made by ${made.by} -->\n\`\`\`${made.language}\n${content(name)}\`\`\``;
  });
}
