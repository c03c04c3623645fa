// Directives of a session: lines that begin with a colon, a row each.
import type { Diagnostic } from '../../../grammar/diagnostics.js';
import { format } from '../../compile.js';
import { readSource, writeFile } from '../files.js';
import type { Evaluation, Session } from './session.js';

/** What a directive came to: text, the evaluation of a file, messages, or the end of the session. */
export interface Effect {
  readonly text?: string;
  readonly evaluation?: Evaluation;
  readonly diagnostics?: readonly Diagnostic[];
  readonly quit?: true;
}

interface Directive {
  readonly name: string;
  /** What stands behind it; without this it stands alone. */
  readonly argument?: string;
  readonly doc: string;
  run(session: Session, argument: string): Effect;
}

export const directives: readonly Directive[] = [
  {
    name: ':help',
    doc: 'lists the directives',
    run: () => ({ text: help() }),
  },
  {
    name: ':type',
    argument: 'EXPR',
    doc: 'tells the type of an expression without running it',
    run(session, expression) {
      const { diagnostics, type } = session.typeOf(expression);
      return { diagnostics, ...(type !== undefined && { text: `${type}\n` }) };
    },
  },
  {
    name: ':units',
    doc: 'shows the units of each entry, and their sum',
    run: ({ entries }) => ({ text: unitsTable(entries) }),
  },
  {
    name: ':load',
    argument: 'FILE',
    doc: 'takes a file as the next entry',
    run(session, file) {
      const { name, text } = readSource(file, ':load');
      return { evaluation: session.evaluate(text, name) };
    },
  },
  {
    name: ':save',
    argument: 'FILE',
    doc: 'writes the entries to a file, as a program',
    run({ text }, file) {
      writeFile(file, format({ name: 'session', text }).text ?? text, []);
      return { text: `${file}: saved\n` };
    },
  },
  {
    name: ':reset',
    doc: 'forgets all entries',
    run(session) {
      session.reset();
      return { text: 'all entries are forgotten\n' };
    },
  },
  {
    name: ':quit',
    doc: 'ends the session, as Ctrl-D does',
    run: () => ({ quit: true }),
  },
];

function help(): string {
  const lines = directives.map(
    ({ name, argument = '', doc }) => `${`${name} ${argument}`.padEnd(14)}${doc}\n`,
  );
  return `${lines.join('')}Everything else is OVSM. An entry may go over several lines; Ctrl-C drops it.\n`;
}

function unitsTable(entries: Session['entries']): string {
  const rows = entries.map(({ source, units }) => ({
    units,
    text: source.text.trim().replace(/\s+/g, ' ').slice(0, 60),
  }));
  const sum = entries.reduce((total, { units }) => total + units, 0);
  return [...rows, { units: sum, text: 'in all' }]
    .map(({ units, text }) => `${String(units).padStart(8)}  ${text}\n`)
    .join('');
}
