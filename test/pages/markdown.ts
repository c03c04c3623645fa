// Markdown parts of the generated pages.

/** One cell on one line, with the bars escaped. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replace(/\s*\n\s*/g, ' ');

export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(headings), line(headings.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Code in the running text; empty for nothing. */
export const code = (text: string): string => (text === '' ? '' : `\`${text}\``);

export const fenced = (language: string, text: string): string =>
  `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;

/** Parts with an empty line between them, and the note that the page is made from `origin`. */
export function page(title: string, origin: string, parts: readonly string[]): string {
  const note = `<!-- Made from ${origin} by \`npm run pages\`; edit the rows, not this page. -->`;
  // An example may hold half of a surrogate pair, which no file can.
  return `${[`# ${title}`, note, ...parts].join('\n\n')}\n`.replace(/\p{Surrogate}/gu, '\ufffd');
}
