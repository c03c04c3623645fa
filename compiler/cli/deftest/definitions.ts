// Definitions of a file that its tests may use, and which of them a piece of code needs.
import type { Source } from '../../../grammar/source.js';
import { headOf, type Syntax } from '../../../grammar/syntax.js';
import { isTest } from '../../../stdlib/special/deftest.js';
import type { Piece } from '../joined-source.js';

interface Definition extends Piece {
  /** The name of a variable or function; absent for what is taken in any case: types, macros, imports. */
  readonly name: string | undefined;
  /** Every name it mentions. */
  readonly mentions: ReadonlySet<string>;
}

/** Every symbol in a form, wherever it stands. */
export function mentionsOf(form: Syntax, found = new Set<string>()): Set<string> {
  if (form.kind === 'symbol') found.add(form.name);
  else if (form.kind === 'list' || form.kind === 'array')
    for (const item of form.items) mentionsOf(item, found);
  else if (form.kind === 'quoted') mentionsOf(form.form, found);
  else if (form.kind === 'record') {
    for (const { key, value } of form.entries) {
      mentionsOf(key, found);
      mentionsOf(value, found);
    }
  }
  return found;
}

export const pieceOf = ({ span: { source, start, end } }: Syntax): Piece => ({ source, start, end });

/** What only a program may declare. */
const declarations: ReadonlySet<string> = new Set(['define-account', 'define-error', 'define-event']);

function nameOf(form: Syntax): string | undefined {
  if (form.kind !== 'list') return undefined;
  const [, target] = form.items;
  const name = target?.kind === 'list' ? target.items[0] : target;
  return name?.kind === 'symbol' ? name.name : undefined;
}

/**
 * The definitions among the forms of a file, and those inside its `define-program`. What a script does besides is no
 * part of its tests.
 */
export function definitionsOf(forms: readonly Syntax[]): readonly Definition[] {
  return forms.flatMap((form): Definition[] => {
    const head = headOf(form);
    if (form.kind !== 'list' || head === undefined || isTest(form)) return [];
    if (head === 'define-program') return [...definitionsOf(form.items.slice(2))];
    if ((!head.startsWith('def') && head !== 'import') || declarations.has(head)) return [];
    const named = head === 'define' || head === 'defun';
    return [{ ...pieceOf(form), name: named ? nameOf(form) : undefined, mentions: mentionsOf(form) }];
  });
}

/** Those definitions that code with these names needs, in the order of the file. */
export function neededBy(definitions: readonly Definition[], names: Iterable<string>): readonly Piece[] {
  const needed = new Set(names);
  const isNeeded = ({ name }: Definition): boolean => name === undefined || needed.has(name);
  let taken = 0;
  for (;;) {
    const found = definitions.filter(isNeeded);
    if (found.length === taken) return found;
    taken = found.length;
    for (const { mentions } of found) for (const name of mentions) needed.add(name);
  }
}

/** The piece that puts `text` into the program in the place of a part of the source. */
export const inPlaceOf = (form: Syntax, text: string): Piece => ({ ...pieceOf(form), text });

/** A piece that stands for nothing in the source. */
export function made(source: Source, text: string): Piece {
  return { source, start: 0, end: 0, text };
}
