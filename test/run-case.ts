// Run cases: files of small programs whose expectations stand in comments on the lines that cause them.
import { existsSync, readFileSync } from 'node:fs';

/** What a comment of a case can say; everything else in comments is for readers. */
const keys = [
  /** The value of the program. */
  '=>',
  /** One line of the log without `Program log: `; several in the order in which the program writes them. */
  'log:',
  /** How the program fails; stands on the line to blame. */
  'error:',
  /** Units of the v3 program at the highest level. */
  'units:',
  /** `INDEX lamports N` or `INDEX data HEX` of an account after the run. */
  'after:',
  /** Settings of the run: a file in `fixtures`, instruction data in hex, units. */
  'fixture:',
  'data:',
  'budget:',
] as const;

export type Key = (typeof keys)[number];

export interface Expectation {
  readonly key: Key;
  readonly text: string;
  /** From 1, in the program's text. */
  readonly line: number;
}

/** One program of a file. Its text has the file's lines before it as empty lines, so that places are the file's. */
export interface RunCase {
  readonly title: string;
  readonly text: string;
  readonly expectations: readonly Expectation[];
}

const anyKey = keys.join('|');
const comment = new RegExp(`;\\s*(${anyKey})\\s*(.*?)\\s*(?=;\\s*(?:${anyKey})|$)`, 'g');

function expectationsOf(line: string, number: number): readonly Expectation[] {
  return [...line.matchAll(comment)].map(([, key, text]) => ({
    key: key as Key,
    text: text!,
    line: number,
  }));
}

const separator = /^; --- (.*)$/;

/** The programs of a case file. `; --- title` begins one; what stands before the first holds for all. */
export function parseRunCases(text: string): readonly RunCase[] {
  const lines = text.split('\n');
  const starts = lines.flatMap((line, index) => (separator.test(line) ? [index] : []));
  const common = lines.slice(0, starts[0]).flatMap((line, index) => expectationsOf(line, index + 1));
  return starts.map((start, position) => {
    const own = lines.slice(start, starts[position + 1]);
    return {
      title: separator.exec(lines[start]!)![1]!,
      text: '\n'.repeat(start) + own.join('\n'),
      expectations: [...common, ...own.flatMap((line, index) => expectationsOf(line, start + index + 1))],
    };
  });
}

/** The last expectation of a key. */
export function expected(runCase: RunCase, key: Key): Expectation | undefined {
  return runCase.expectations.findLast((expectation) => expectation.key === key);
}

export function allExpected(runCase: RunCase, key: Key): readonly string[] {
  return runCase.expectations.filter((expectation) => expectation.key === key).map(({ text }) => text);
}

/** The file's text with what `actual` says in place of the expectations of a program. */
export function rewrite(text: string, runCase: RunCase, actual: ReadonlyMap<Key, readonly string[]>): string {
  const lines = text.split('\n');
  for (const [key, values] of actual) {
    const places = runCase.expectations.filter((expectation) => expectation.key === key);
    places.forEach(({ line, text: old }, index) => {
      const value = values[index] ?? values.at(-1) ?? '';
      lines[line - 1] = lines[line - 1]!.replace(`; ${key} ${old}`, () => `; ${key} ${value}`);
    });
    if (places.length === 0 && (key === '=>' || key === 'error:')) {
      const last = lastCodeLine(runCase.text);
      lines[last] = `${lines[last]} ; ${key} ${values[0]}`;
    }
  }
  return lines.join('\n');
}

/** Index of the last line of a program that is more than a comment. */
function lastCodeLine(text: string): number {
  return text.split('\n').findLastIndex((line) => /^\s*[^;\s]/.test(line));
}

/** A file's text, or undefined if there is no such file. */
export function textOf(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
