// Slots: the items of a sequence with the comments that belong to each, as a layout places them together.
import type { Item, Piece } from './concrete.js';
import { hasLineEnd } from './line.js';

/** What stands on lines of its own above a slot, or at the end of a sequence. */
export interface OwnLine {
  readonly text: string;
  /** Whether an empty line stands before it. */
  readonly blank: boolean;
}

export interface Slot {
  readonly above: readonly OwnLine[];
  /** Block comments on its line, before and after it. */
  readonly before: readonly string[];
  readonly piece: Piece;
  readonly after: readonly string[];
  /** The line comment behind it. */
  readonly end: string | undefined;
  /** Whether an empty line stands between it and what is above it. */
  readonly blank: boolean;
  /** Whether the author put it on another line than the slot before it. */
  readonly newLine: boolean;
}

export interface Sequence {
  readonly slots: readonly Slot[];
  /** The comments behind the last slot. */
  readonly tail: readonly OwnLine[];
  /** Whether it cannot stand on one line, be it for its comments or because the author broke it. */
  readonly broken: boolean;
}

type Draft = { -readonly [Key in keyof Slot]: Slot[Key] };

/** Gives each comment its place: behind a slot, before it on its line, or above it. */
export function sequenceOf(items: readonly Item[]): Sequence {
  const slots: Draft[] = [];
  let above: OwnLine[] = [];
  let before: string[] = [];
  let newLine = false;
  let blank = false;
  for (const [index, { piece, lineEnds }] of items.entries()) {
    newLine ||= lineEnds > 0;
    if (before.length === 0) blank = lineEnds > 1;
    if (piece.kind !== 'comment') {
      slots.push({ above, before, piece, after: [], end: undefined, blank, newLine });
      [above, before, newLine] = [[], [], false];
      continue;
    }
    const last = slots.at(-1);
    const isBlock = piece.text.startsWith('#|');
    const text = isBlock ? piece.text : piece.text.trimEnd();
    const fillsLine = !isBlock || hasLineEnd(text);
    const leads = !fillsLine && items[index + 1]?.lineEnds === 0;
    const follows = last && last.end === undefined && !newLine;
    if (leads) before.push(text);
    else if (follows && !fillsLine) last.after = [...last.after, ...before.splice(0), text];
    else if (follows && !isBlock) last.end = [...before.splice(0), text].join(' ');
    else above.push({ text: [...before.splice(0), text].join(' '), blank });
  }
  const broken = slots.some(
    (slot, index) => slot.end !== undefined || slot.above.length > 0 || (index > 0 && slot.newLine),
  );
  return { slots, tail: above, broken: broken || above.length > 0 };
}
