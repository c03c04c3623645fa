// Golden cases: a file holds a program and, after it, what is expected of it; UPDATE=1 writes the expectations anew.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** Expected texts by name, in the order in which the file shows them. */
export type Sections = Readonly<Record<string, string>>;

const head = (name: string): string => `======== ${name}\n`;
const firstHead = /^======== /m;

/** A test for each file of `test/cases/<folder>`: `produce` must give the sections that stand below the program. */
export function goldenCases(folder: string, produce: (program: string, name: string) => Sections): void {
  const directory = fileURLToPath(new URL(`cases/${folder}/`, import.meta.url));
  describe(`cases/${folder}`, () => {
    for (const name of readdirSync(directory).sort()) {
      it(name, () => {
        const text = readFileSync(directory + name, 'utf8');
        const cut = text.search(firstHead);
        const program = cut < 0 ? text : text.slice(0, cut);
        const sections = Object.entries(produce(program, name));
        const produced = program + sections.map(([title, body]) => `${head(title)}${body}`).join('');
        if (process.env['UPDATE']) writeFileSync(directory + name, produced);
        else expect(produced).toBe(text);
      });
    }
  });
}
