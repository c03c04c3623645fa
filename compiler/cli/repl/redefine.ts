// Definitions anew: what is defined again in a session takes the place of what was defined before.
import type { Source } from '../../../grammar/source.js';
import { headOf, type Syntax } from '../../../grammar/syntax.js';
import { parse } from '../../compile.js';
import { textOf, wholePiece, type Piece } from '../joined-source.js';

/** What a form defines that may be defined once only: anything but a variable, which a later one of its name hides. */
function definitionOf(form: Syntax): string | undefined {
  const head = headOf(form);
  if (form.kind !== 'list' || !head?.startsWith('def')) return undefined;
  const [, target, value] = form.items;
  const name = target?.kind === 'list' ? target.items[0] : target;
  if (head !== 'define') return name?.kind === 'symbol' ? `${head} ${name.name}` : undefined;
  const isFunction = target?.kind === 'list' || (value !== undefined && headOf(value) === 'lambda');
  return isFunction && name?.kind === 'symbol' ? `defun ${name.name}` : undefined;
}

/** The names that the definitions of a text give. */
export function namesDefinedIn(source: Source): string[] {
  return parse(source).forms.flatMap((form) => {
    if (form.kind !== 'list' || !headOf(form)?.startsWith('def')) return [];
    const [, target] = form.items;
    const name = target?.kind === 'list' ? target.items[0] : target;
    return name?.kind === 'symbol' ? [name.name] : [];
  });
}

interface Definition extends Piece {
  readonly name: string;
}

function definitionsIn(piece: Piece): Definition[] {
  return parse({ name: piece.source.name, text: textOf(piece) }).forms.flatMap((form) => {
    const name = definitionOf(form);
    const place = {
      source: piece.source,
      start: piece.start + form.span.start,
      end: piece.start + form.span.end,
    };
    return name === undefined ? [] : [{ name, ...place }];
  });
}

/** A piece with parts of it taken out, and others in their places. */
function exchange(piece: Piece, parts: readonly { readonly out: Piece; readonly by?: Piece }[]): Piece[] {
  const pieces: Piece[] = [];
  let { start } = piece;
  for (const { out, by } of parts) {
    pieces.push({ ...piece, start, end: out.start }, ...(by ? [by] : []));
    start = out.end;
  }
  return [...pieces, { ...piece, start }].filter((part) => textOf(part).trim() !== '');
}

/**
 * Puts a new text behind `earlier`. Definitions of what was defined before take the places of the old ones, so that
 * everything entered since knows the new ones only.
 */
export function append(
  earlier: readonly Piece[],
  source: Source,
): { readonly earlier: readonly Piece[]; readonly added: readonly Piece[] } {
  const added = wholePiece(source);
  const anew = new Map(definitionsIn(added).map((definition) => [definition.name, definition]));
  if (anew.size === 0) return { earlier, added: [added] };
  const replaced = new Set<Piece>();
  const renewed = earlier.flatMap((piece) => {
    const parts = definitionsIn(piece).flatMap((out) => {
      const by = anew.get(out.name);
      if (by) replaced.add(by);
      return by ? [{ out, by }] : [];
    });
    return parts.length === 0 ? [piece] : exchange(piece, parts);
  });
  const moved = [...anew.values()].filter((definition) => replaced.has(definition));
  return {
    earlier: renewed,
    added: exchange(
      added,
      moved.map((out) => ({ out })),
    ),
  };
}
