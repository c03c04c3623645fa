// Diagnostics: every message the toolchain can give is a row; a report names its row and fills its blanks.
import type { Expansion, Span } from './source.js';
import { readRows } from './diagnostics/read.js';
import { checkRows } from './diagnostics/check.js';
import { expandRows } from './diagnostics/expand.js';
import { programRows } from './diagnostics/program.js';
import { emitRows } from './diagnostics/emit.js';
import { machineRows } from './diagnostics/machine.js';
import { commandRows } from './diagnostics/command.js';
import { testRows } from './diagnostics/test.js';

export type Level = 'error' | 'warning';

/**
 * One kind of message. `text` and `hint` may hold blanks written `{blank}`.
 * `explanation` is the paragraph of the reference page and of `osvm ovsm explain`.
 */
export interface DiagnosticRow {
  readonly code: string;
  readonly level: Level;
  readonly text: string;
  readonly hint: string;
  readonly explanation: string;
  /** What example and repair are written in; OVSM unless told otherwise. `test` is OVSM for `osvm ovsm test`. */
  readonly language?: 'assembly' | 'fixture' | 'shell' | 'test';
  /** What provokes it; a sketch, with `…` for what is left out, where that would be too long to show. */
  readonly example: string;
  /** The example without the mistake. */
  readonly repair: string;
}

/** Codes by stage: E01 read, E02 expand, E03 check, E06 emit and link, E07 machine, E08 command line; W likewise. */
export const diagnosticRows = {
  ...readRows,
  ...expandRows,
  ...checkRows,
  ...programRows,
  ...emitRows,
  ...machineRows,
  ...commandRows,
  ...testRows,
} as const satisfies Record<string, DiagnosticRow>;

export type DiagnosticName = keyof typeof diagnosticRows;

type Blanks<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Blanks<Rest>
  : never;
type RowBlanks<Name extends DiagnosticName> = Blanks<
  (typeof diagnosticRows)[Name]['text'] | (typeof diagnosticRows)[Name]['hint']
>;
export type Fill<Name extends DiagnosticName> = {
  readonly [Blank in RowBlanks<Name>]: string | number | bigint;
};

/** A second place a message speaks of. */
export interface Note {
  readonly message: string;
  readonly span?: Span;
}

/** One message about one place. */
export interface Diagnostic {
  readonly name: DiagnosticName;
  readonly code: string;
  readonly level: Level;
  readonly message: string;
  readonly hint: string;
  readonly span?: Span;
  readonly notes: readonly Note[];
}

function fill(text: string, blanks: Readonly<Record<string, string | number | bigint>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, blank: string) => String(blanks[blank] ?? whole));
}

/** How many of the macros that wrote a piece of code a message names. */
const mostExpansions = 3;

/** The macros that made the code at a place, the innermost first, each once in a row. */
function expansionNotes(span: Span | undefined): readonly Note[] {
  const notes: Note[] = [];
  let expansion: Expansion | undefined = span?.expansion;
  for (; expansion && notes.length < mostExpansions; expansion = expansion.call.expansion) {
    if (notes.at(-1)?.span === expansion.definition) continue;
    const message = `in the expansion of \`${expansion.macro}\`, defined here`;
    notes.push({ message, span: expansion.definition });
  }
  return notes;
}

/** Makes the diagnostic of row `name`. The blanks its text and hint need are checked by the type. */
export function diagnose<Name extends DiagnosticName>(
  name: Name,
  span: Span | undefined,
  blanks: Fill<Name>,
  notes: readonly Note[] = [],
): Diagnostic {
  const row: DiagnosticRow = diagnosticRows[name];
  return {
    name,
    code: row.code,
    level: row.level,
    message: fill(row.text, blanks),
    hint: fill(row.hint, blanks),
    ...(span && { span }),
    notes: span?.expansion ? [...notes, ...expansionNotes(span)] : notes,
  };
}

/** Collects what the stages report; stages never throw for the user's mistakes. */
export class Diagnostics {
  readonly list: Diagnostic[] = [];

  report<Name extends DiagnosticName>(
    name: Name,
    span: Span | undefined,
    blanks: Fill<Name>,
    notes: readonly Note[] = [],
  ): void {
    this.list.push(diagnose(name, span, blanks, notes));
  }

  get failed(): boolean {
    return this.list.some((diagnostic) => diagnostic.level === 'error');
  }
}
