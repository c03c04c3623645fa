// Shapes: which operands of a form stand behind its head and which are its body, as its signature tells.
import { formNamed } from '../../stdlib/index.js';
import { testFormNamed } from '../../stdlib/test-forms.js';
import { readConcrete, type Bracketed, type Piece } from './concrete.js';

/** One place of a signature. */
interface Place {
  readonly text: string | undefined;
  /** Which of the signature's `[...]` it stands in; undefined if it must be there. */
  readonly option: Bracketed | undefined;
  readonly repeated: boolean;
  readonly isList: boolean;
  /** The shape of what is written here as a list and is no call: bindings, a clause. */
  readonly group: Shape | undefined;
}

/** The places of a form behind its head, or of a group from its first. */
export interface Shape {
  readonly places: readonly Place[];
  /** The first place of the body, if there is one. */
  readonly bodyFrom: number | undefined;
}

/** How the operands of one form, or the members of one group, are laid out. */
export interface Arrangement {
  /** How many stand before the body; undefined if there is no body. */
  readonly lead: number | undefined;
  readonly groups: readonly (Shape | undefined)[];
}

/** How a form that has a row is written. */
const signatureOf = (name: string): string | undefined => (formNamed(name) ?? testFormNamed(name))?.signature;

const headText = (piece: Piece | undefined): string | undefined => {
  const head = piece?.kind === 'bracketed' ? piece.items[0]?.piece : undefined;
  return head?.kind === 'atom' ? head.text : undefined;
};

function placesOf(pieces: readonly Piece[], option?: Bracketed): Place[] {
  const places: Place[] = [];
  for (const piece of pieces) {
    const last = places.at(-1);
    if (piece.kind === 'atom' && piece.text === '...' && last) {
      places[places.length - 1] = { ...last, repeated: true };
    } else if (piece.kind === 'bracketed' && piece.open === '[') {
      places.push(...placesOf(piecesOf(piece), piece));
    } else {
      const isList = piece.kind === 'bracketed';
      const isGroup = isList && signatureOf(headText(piece) ?? '') === undefined;
      const group = isGroup ? shapeOf(piecesOf(piece)) : undefined;
      places.push({
        text: piece.kind === 'atom' ? piece.text : headText(piece),
        option,
        repeated: false,
        isList,
        group,
      });
    }
  }
  return places;
}

const piecesOf = (form: Bracketed): readonly Piece[] => form.items.map(({ piece }) => piece);

function shapeOf(pieces: readonly Piece[]): Shape {
  const places = placesOf(pieces);
  const last = places.length - 1;
  const body = places.findIndex(
    ({ text, option, repeated, isList, group }, index) =>
      (repeated && (text === 'body' || group?.bodyFrom !== undefined)) ||
      (index === last && index > 0 && isList && !option && !repeated),
  );
  return { places, bodyFrom: body < 0 ? undefined : withOptions(places, body) };
}

/** What may stand before the body and takes a line of its own, a text or a list, is laid out as part of it. */
function withOptions(places: readonly Place[], body: number): number {
  const before = places[body - 1];
  const takesLine = before?.option !== undefined && (before.isList || before.text?.startsWith('"'));
  return takesLine ? withOptions(places, body - 1) : body;
}

/** The shape a signature such as `(let ((name value) ...) body ...)` gives. */
export function shapeOfSignature(signature: string): Shape | undefined {
  const form = readConcrete(signature)[0]?.piece;
  return form?.kind === 'bracketed' ? shapeOf(piecesOf(form).slice(1)) : undefined;
}

/* A definition that no signature tells more of: a name, and below it what it is. */
const definition = shapeOf(piecesOf(readConcrete('(name body ...)')[0]!.piece as Bracketed));

/** The macros a file defines with a body among their parameters, `(defmacro name (a &body forms) ...)`. */
export function macroShapes(pieces: readonly Piece[]): ReadonlyMap<string, Shape> {
  const shapes = new Map<string, Shape>();
  for (const piece of pieces) {
    if (headText(piece) !== 'defmacro') continue;
    const [, name, parameters] = piecesOf(piece as Bracketed);
    if (name?.kind !== 'atom' || parameters?.kind !== 'bracketed') continue;
    const names = piecesOf(parameters).map((parameter) => (parameter.kind === 'atom' ? parameter.text : ''));
    const rest = names.findIndex(
      (text, index) => text === '&body' || (text === '&rest' && names[index + 1] === 'body'),
    );
    if (rest >= 0) shapes.set(name.text, shapeOfMacro(names.slice(0, rest)));
  }
  return shapes;
}

function shapeOfMacro(names: readonly string[]): Shape {
  const one = { option: undefined, repeated: false, isList: false, group: undefined };
  const before = names.filter((text) => !text.startsWith('&')).map((text): Place => ({ ...one, text }));
  return { places: [...before, { ...one, text: 'body', repeated: true }], bodyFrom: before.length };
}

/** Finds the shapes of forms by their names; those of rows are worked out once. */
export class Shapes {
  readonly #known = new Map<string, Shape | undefined>();

  constructor(private readonly macros: ReadonlyMap<string, Shape>) {}

  named(name: string): Shape | undefined {
    const macro = this.macros.get(name);
    if (macro) return macro;
    if (!this.#known.has(name)) this.#known.set(name, this.#derive(name));
    return this.#known.get(name);
  }

  /** Whether operands of the form may share lines where it is broken: those of a function, each like the others. */
  sharesLines(name: string): boolean {
    const row = formNamed(name);
    return row === undefined ? testFormNamed(name) === undefined : row.kind === 'function';
  }

  #derive(name: string): Shape | undefined {
    const signature = signatureOf(name);
    const shape = signature === undefined ? undefined : shapeOfSignature(signature);
    return shape?.bodyFrom === undefined && name.startsWith('def') ? definition : shape;
  }
}

function matches(place: Place, following: Place | undefined, piece: Piece): boolean {
  if (!place.option) return true;
  // A literal such as `->` is there or not; a name is told from a list that must follow it.
  if (place.text !== undefined && !/^[a-z]/i.test(place.text))
    return piece.kind === 'atom' && piece.text === place.text;
  return following?.group === undefined || piece.kind !== 'bracketed';
}

/** Lays the pieces of one form or group along its shape. */
export function arrange(shape: Shape, pieces: readonly Piece[]): Arrangement {
  const { places, bodyFrom } = shape;
  const groups: (Shape | undefined)[] = [];
  let at = 0;
  let lead: number | undefined;
  for (const [index, piece] of pieces.entries()) {
    while (places[at] && !matches(places[at]!, places[at + 1], piece)) {
      const { option } = places[at]!;
      while (places[at]?.option === option) at++;
    }
    if (bodyFrom !== undefined && at >= bodyFrom) {
      lead ??= index;
      groups.push(bodyGroup(places.slice(bodyFrom), piece));
      continue;
    }
    groups.push(places[at]?.group);
    if (places[at] && !places[at]!.repeated) at++;
  }
  return { lead: bodyFrom === undefined ? undefined : (lead ?? pieces.length), groups };
}

/**
 * Among the places of a body, the group a piece belongs to: the repeated one, or the one that begins with the same word
 * and has a body of its own.
 */
function bodyGroup(places: readonly Place[], piece: Piece): Shape | undefined {
  const head = headText(piece);
  const named = places.find(({ group, text }) => group && text !== undefined && text === head);
  if (named) return named.group?.bodyFrom === undefined ? undefined : named.group;
  return places.find(({ repeated }) => repeated)?.group;
}
