// Input of a session: whether a text is complete, and what the word before the cursor may become.
import { closest } from '../../../grammar/suggest.js';
import { parse } from '../../compile.js';

/** Faults that more text may mend. */
const open: ReadonlySet<string> = new Set([
  'unclosedBracket',
  'unterminatedString',
  'unterminatedComment',
  'danglingMark',
]);

/** Whether a text can be evaluated as it is; else another line may complete it. */
export function isComplete(text: string): boolean {
  const errors = parse({ name: 'entry', text }).diagnostics.filter(({ level }) => level === 'error');
  return errors.length === 0 || errors.some(({ name }) => !open.has(name));
}

/** What readline wants of a completer: the words that fit, and the word they would replace. */
export function complete(line: string, names: readonly string[]): [string[], string] {
  const word = /[^\s()[\]{}"';`,]*$/.exec(line)![0];
  return [[...new Set(names.filter((name) => name.startsWith(word)))].sort(), word];
}

/** The name among `names` that `word` was most likely meant to be, as a hint. */
export function suggestDirective(word: string, names: readonly string[]): string {
  const near = closest(word, names);
  return near === undefined ? '`:help` lists the directives' : `did you mean \`${near}\`?`;
}
