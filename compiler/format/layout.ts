// Layout: where the lines of a text end and how far they are indented, as Lisp is written.
import { isRemark, type Bracketed, type Marked, type Piece } from './concrete.js';
import { hasLineEnd, LineWriter, widthOf, type Laid } from './line.js';
import { arrange, type Shape, type Shapes } from './shapes.js';
import { sequenceOf, type OwnLine, type Sequence, type Slot } from './slots.js';

/** What a piece is: code, quoted data, or a list whose members the shape of the form around it describes. */
type Role = 'code' | 'data' | Shape;

/** How the slots of a list stand to each other. */
interface Arranged {
  /** The slots before the body; undefined if there is no body. */
  readonly lead: readonly Slot[] | undefined;
  roleOf(slot: Slot): Role;
}

/** Slots that stand on one line if they can: one alone, or a key and its value. */
type Row = readonly [Slot] | readonly [Slot, Slot];

const bodyIndent = 2;
/* What is meant to stand behind a head and does not fit is told from the body by being indented twice. */
const leadIndent = 4;

const isForm = ({ piece }: Slot): boolean => !isRemark(piece);
const isKeyword = ({ piece }: Slot): boolean => piece.kind === 'atom' && /^:./.test(piece.text);

export interface LayoutOptions {
  readonly width: number;
  readonly lineEnd: string;
  readonly shapes: Shapes;
}

export class Layout {
  readonly #sequences = new WeakMap<Bracketed | Marked, Sequence>();
  readonly #flat = new WeakMap<Piece, Laid | null>();
  readonly #laid = new WeakMap<Piece, Map<string, Laid>>();

  constructor(private readonly options: LayoutOptions) {}

  /** The text of a whole file. */
  file(sequence: Sequence): string {
    const line = this.#line(0);
    const rows = sequence.slots.map((slot): Row => [slot]);
    this.#rows(line, rows, 0, 0, () => 'code');
    this.#ownLines(line, sequence.tail, 0, rows.length === 0);
    return line.text === '' ? '' : `${line.text}${this.options.lineEnd}`;
  }

  #line(column: number): LineWriter {
    return new LineWriter(column, this.options.width, this.options.lineEnd);
  }

  #sequence(piece: Bracketed | Marked): Sequence {
    const known = this.#sequences.get(piece);
    if (known) return known;
    const made = sequenceOf(piece.items);
    this.#sequences.set(piece, made);
    return made;
  }

  /** The piece on one line, from column 0; null where the author broke it, or a comment or a string does. */
  #flatOf(piece: Piece): Laid | null {
    const known = this.#flat.get(piece);
    if (known !== undefined) return known;
    const text = this.#flatText(piece);
    const made = text === undefined ? null : { text, end: widthOf(text), excess: 0, lineEnds: 0 };
    this.#flat.set(piece, made);
    return made;
  }

  #flatText(piece: Piece): string | undefined {
    if (piece.kind === 'atom' || piece.kind === 'comment')
      return hasLineEnd(piece.text) ? undefined : piece.text;
    const { slots, broken } = this.#sequence(piece);
    if (broken) return undefined;
    const parts: string[] = [];
    for (const { piece: inner, before, after } of slots) {
      const flat = this.#flatOf(inner);
      if (!flat) return undefined;
      parts.push(...before, flat.text, ...after);
    }
    const text = parts.join(' ');
    return piece.kind === 'bracketed' ? `${piece.open}${text}${piece.close}` : `${markText(piece)}${text}`;
  }

  /** Lays a piece out from `column` on; `tail` characters follow it on its last line. */
  #lay(piece: Piece, column: number, tail: number, role: Role): Laid {
    const flat = this.#flatOf(piece);
    if (flat && column + flat.end + tail <= this.options.width) return { ...flat, end: column + flat.end };
    const places = this.#laid.get(piece) ?? new Map<string, Laid>();
    this.#laid.set(piece, places);
    const place = `${column} ${tail}`;
    const known = places.get(place);
    if (known) return known;
    const made = this.#layOverLines(piece, column, tail, role);
    places.set(place, made);
    return made;
  }

  #layOverLines(piece: Piece, column: number, tail: number, role: Role): Laid {
    if (piece.kind === 'marked') return this.#layMarked(piece, column, tail);
    if (piece.kind === 'bracketed') return this.#layBracketed(piece, column, tail, role);
    const line = this.#line(column);
    line.writeVerbatim(piece.text);
    return line.finish(tail);
  }

  #layMarked(piece: Marked, column: number, tail: number): Laid {
    const line = this.#line(column);
    line.write(markText(piece));
    const { slots } = this.#sequence(piece);
    const role: Role = piece.mark === "'" ? 'data' : 'code';
    this.#rows(
      line,
      slots.map((slot): Row => [slot]),
      line.column,
      tail,
      () => role,
    );
    return line.finish(tail);
  }

  #layBracketed(piece: Bracketed, column: number, tail: number, role: Role): Laid {
    const arranged = this.#arrange(piece, role);
    const hanging = this.#layHanging(piece, column, tail, arranged);
    if (hanging?.excess === 0) return hanging;
    const { slots } = this.#sequence(piece);
    const [head] = slots;
    if (!head || head.above.length > 0 || !isForm(head))
      return this.#layMembers(piece, column, tail, arranged);
    if (arranged.lead) return this.#layBody(piece, column, tail, arranged);
    const repeats = typeof role === 'object' && role.places.some(({ repeated }) => repeated);
    if (piece.open !== '(' || role === 'data' || repeats || head.piece.kind !== 'atom')
      return this.#layMembers(piece, column, tail, arranged);
    const aligned = this.#layCall(piece, column, tail, arranged, true);
    const indented = this.#layCall(piece, column, tail, arranged, false)!;
    // The head takes a line of its own there, which must be worth it; a name alone on the next line rarely is.
    const spent = slots[1] && isAtom(slots[1]) ? 0 : 1;
    return aligned && isBetter(aligned, { ...indented, lineEnds: indented.lineEnds - spent })
      ? aligned
      : indented;
  }

  /** What the shape of a form, or of the form around a group, says of the slots of a list. */
  #arrange(piece: Bracketed, role: Role): Arranged {
    const forms = this.#sequence(piece).slots.filter(isForm);
    const head = forms[0]?.piece;
    const isCall = role === 'code' && piece.open === '(' && head?.kind === 'atom';
    const shape = isCall ? this.options.shapes.named(head.text) : typeof role === 'object' ? role : undefined;
    const members: Role = role === 'data' ? 'data' : 'code';
    if (!shape) return { lead: undefined, roleOf: () => members };
    const behind = isCall ? 1 : 0;
    const operands = forms.slice(behind);
    const { lead, groups } = arrange(
      shape,
      operands.map((slot) => slot.piece),
    );
    const roles = new Map(operands.map((slot, index) => [slot, groups[index]]));
    const hasBody = lead !== undefined && behind + lead > 0 && lead < operands.length;
    return {
      lead: hasBody ? forms.slice(0, behind + lead) : undefined,
      roleOf: (slot) => (slot.piece.kind === 'bracketed' && roles.get(slot)) || members,
    };
  }

  /** All on one line but for the lines within the last member, where the author left it so. */
  #layHanging(piece: Bracketed, column: number, tail: number, arranged: Arranged): Laid | undefined {
    const { slots, broken } = this.#sequence(piece);
    const last = slots.at(-1);
    if (broken || arranged.lead || !last || this.#flatOf(last.piece)) return undefined;
    const line = this.#line(column);
    line.write(piece.open);
    for (const slot of slots) {
      if (slot !== slots[0]) line.write(' ');
      line.add(this.#laySlot(slot, line.column, slot === last ? tail + 1 : 0, arranged.roleOf(slot)));
      if (slot !== last && line.multiline) return undefined;
    }
    line.write(piece.close);
    return line.finish(tail);
  }

  /** The operands below each other, behind the head or below it. */
  #layCall(
    piece: Bracketed,
    column: number,
    tail: number,
    arranged: Arranged,
    aligned: boolean,
  ): Laid | undefined {
    const [head, ...operands] = this.#sequence(piece).slots;
    const [first] = operands;
    const line = this.#line(column);
    line.write(piece.open);
    line.add(this.#laySlot(head!, line.column, first ? 0 : tail + 1, 'code'));
    let below = column + bodyIndent;
    if (aligned) {
      if (head!.end !== undefined || first === undefined || first.above.length > 0) return undefined;
      line.write(' ');
      below = line.column;
    } else if (first) line.breakTo(below, blankAbove(first));
    const shares = head!.piece.kind === 'atom' && this.options.shapes.sharesLines(head!.piece.text);
    const joins = shares ? joinsLine(operands) : never;
    this.#rows(line, keywordRows(operands), below, tail + 1, arranged.roleOf, joins);
    return this.#close(line, piece, below, tail);
  }

  /** The head with the operands before the body, and the body below. */
  #layBody(piece: Bracketed, column: number, tail: number, { lead, roleOf }: Arranged): Laid {
    const { slots } = this.#sequence(piece);
    const split = slots.indexOf(lead!.at(-1)!) + 1;
    const line = this.#line(column);
    line.write(piece.open);
    let previous: Slot | undefined;
    for (const slot of slots.slice(0, split)) {
      const below = column + leadIndent;
      if (previous) this.#writeLead(line, slot, below, previous, roleOf(slot));
      else line.add(this.#laySlot(slot, line.column, 0, roleOf(slot)));
      previous = slot;
    }
    const body = slots.slice(split);
    line.breakTo(column + bodyIndent, blankAbove(body[0]!));
    this.#rows(line, keywordRows(body), column + bodyIndent, tail + 1, roleOf);
    return this.#close(line, piece, column + bodyIndent, tail);
  }

  #writeLead(line: LineWriter, slot: Slot, below: number, previous: Slot, role: Role): void {
    const behind = this.#laySlot(slot, line.column + 1, 0, role);
    const free = slot.above.length === 0 && previous.end === undefined && !line.multiline;
    if (free && isBetter(behind, this.#laySlot(slot, below, 0, role))) {
      line.write(' ');
      line.add(behind);
    } else {
      line.breakTo(below, blankAbove(slot));
      this.#rows(line, [[slot]], below, 0, () => role);
    }
  }

  /** Members of data below each other; plain ones in rows, as the author put them. */
  #layMembers(piece: Bracketed, column: number, tail: number, { roleOf }: Arranged): Laid {
    const { slots } = this.#sequence(piece);
    const line = this.#line(column);
    line.write(piece.open);
    const below = line.column;
    if (piece.open === '{') this.#rows(line, entryRows(slots), below, tail + 1, roleOf);
    else if (slots.every((slot) => slot.piece.kind === 'atom')) this.#fill(line, slots, below, tail + 1);
    else
      this.#rows(
        line,
        slots.map((slot): Row => [slot]),
        below,
        tail + 1,
        roleOf,
      );
    return this.#close(line, piece, below, tail);
  }

  #fill(line: LineWriter, slots: readonly Slot[], below: number, tail: number): void {
    let previous: Slot | undefined;
    for (const slot of slots) {
      const last = slot === slots.at(-1);
      const behind = this.#laySlot(slot, line.column + 1, last ? tail : 0, 'code');
      const free = !slot.newLine && slot.above.length === 0 && previous?.end === undefined;
      if (previous && free && behind.excess === 0) {
        line.write(' ');
        line.add(behind);
      } else {
        if (previous) line.breakTo(below, blankAbove(slot));
        this.#rows(line, [[slot]], below, last ? tail : 0, () => 'code');
      }
      previous = slot;
    }
  }

  /** Rows below each other from `column` on; the first begins where the line is. */
  #rows(
    line: LineWriter,
    rows: readonly Row[],
    column: number,
    tail: number,
    roleOf: (slot: Slot) => Role,
    joins: (row: Row, previous: Row) => boolean = never,
  ): void {
    for (const [index, row] of rows.entries()) {
      const [slot, value] = row;
      const previous = rows[index - 1];
      if (previous && joins(row, previous)) {
        const isLast = index === rows.length - 1;
        const laid = this.#laySlot(slot, line.column + 1, isLast ? tail : 0, roleOf(slot));
        if (laid.excess === 0 && (laid.lineEnds === 0 || isLast)) {
          line.write(' ');
          line.add(laid);
          continue;
        }
      }
      if (index > 0) line.breakTo(column, blankAbove(slot));
      this.#ownLines(line, slot.above, column, true);
      if (slot.above.length > 0) line.breakTo(column, slot.blank);
      const left = index === rows.length - 1 ? tail : 0;
      line.add(this.#laySlot(slot, line.column, value ? 0 : left, roleOf(slot)));
      if (value) this.#writeValue(line, value, column + bodyIndent, left, slot, roleOf(value));
    }
  }

  #writeValue(line: LineWriter, slot: Slot, below: number, tail: number, key: Slot, role: Role): void {
    const behind = this.#laySlot(slot, line.column + 1, tail, role);
    const free = slot.above.length === 0 && key.end === undefined;
    if (free && isBetter(behind, this.#laySlot(slot, below, tail, role))) {
      line.write(' ');
      line.add(behind);
    } else {
      line.breakTo(below, false);
      this.#rows(line, [[slot]], below, tail, () => role);
    }
  }

  /** A slot with the comments on its line. */
  #laySlot(slot: Slot, column: number, tail: number, role: Role): Laid {
    const { before, piece, after, end } = slot;
    const line = this.#line(column);
    for (const comment of before) line.write(`${comment} `);
    const behind = after.map((comment) => ` ${comment}`).join('');
    const left = end === undefined ? tail : 0;
    line.add(this.#lay(piece, line.column, widthOf(behind) + left, role));
    line.write(behind);
    const laid = line.finish(left);
    // How wide the comment is changes nothing: it cannot stand elsewhere.
    return end === undefined ? laid : { ...laid, text: `${laid.text} ${end}` };
  }

  #ownLines(line: LineWriter, comments: readonly OwnLine[], column: number, here: boolean): void {
    for (const [index, { text, blank }] of comments.entries()) {
      if (index > 0 || !here) line.breakTo(column, blank);
      line.writeVerbatim(text);
    }
  }

  /** Closes a list; not behind a line comment. */
  #close(line: LineWriter, piece: Bracketed, column: number, tail: number): Laid {
    const { slots, tail: comments } = this.#sequence(piece);
    this.#ownLines(line, comments, column, slots.length === 0);
    if (comments.length > 0 || slots.at(-1)?.end !== undefined) line.breakTo(column, false);
    line.write(piece.close);
    return line.finish(tail);
  }
}

/** Whether the first of two ways keeps the width better, or else takes no more lines. */
const isBetter = (left: Laid, right: Laid): boolean =>
  left.excess === right.excess ? left.lineEnds <= right.lineEnds : left.excess < right.excess;

/* `,` before a name that begins with `@` would be read as `,@`. */
function markText({ mark, items }: Marked): string {
  const next = items[0]!.piece;
  return mark === ',' && next.kind === 'atom' && next.text.startsWith('@') ? ', ' : mark;
}

/** Whether an empty line stands above a slot and its comments. */
const blankAbove = (slot: Slot): boolean => (slot.above[0] ?? slot).blank;

const never = (): boolean => false;

const isAtom = ({ piece }: Slot): boolean => piece.kind === 'atom' && !hasLineEnd(piece.text);

/**
 * Which operands stay on the line of the one before: where the author broke the list, those that stood there; else
 * short ones, so that names and numbers do not take a line each.
 */
function joinsLine(operands: readonly Slot[]): (row: Row, previous: Row) => boolean {
  const isBroken = operands.some(({ newLine }, index) => index > 0 && newLine);
  return (row, previous) => {
    const [[slot], [before]] = [row, previous];
    const isFree = slot.above.length === 0 && before.end === undefined;
    const isPlain = row.length === 1 && previous.length === 1 && !isKeyword(slot);
    return isFree && isPlain && (isBroken ? !slot.newLine : isAtom(slot) && isAtom(before));
  };
}

/** Operands, each keyword on one line with the value behind it. */
function keywordRows(slots: readonly Slot[]): Row[] {
  const rows: Row[] = [];
  for (let i = 0; i < slots.length; i++) {
    const [slot, next] = [slots[i]!, slots[i + 1]];
    const takesNext = isKeyword(slot) && next && isForm(next) && !isKeyword(next);
    rows.push(takesNext ? [slot, next] : [slot]);
    if (takesNext) i++;
  }
  return rows;
}

/** The entries of a record: keys with values, and names alone. */
function entryRows(slots: readonly Slot[]): Row[] {
  const rows: Row[] = [];
  for (let i = 0; i < slots.length; i++) {
    const [slot, next] = [slots[i]!, slots[i + 1]];
    const alone = !isForm(slot) || (slot.piece.kind === 'atom' && !/[:."|]/.test(slot.piece.text));
    const takesNext = !alone && next && isForm(next);
    rows.push(takesNext ? [slot, next] : [slot]);
    if (takesNext) i++;
  }
  return rows;
}
