// Concrete syntax: the forms of a text with what the reader drops, comments and line ends.
import { lexemesOf, type Lexeme } from './lexemes.js';

export interface Atom {
  readonly kind: 'atom';
  readonly text: string;
}

/** `;` to the end of the line, `#| |#`, or the `#!` line at the beginning of a file. */
export interface Comment {
  readonly kind: 'comment';
  readonly text: string;
}

export interface Bracketed {
  readonly kind: 'bracketed';
  readonly open: string;
  readonly close: string;
  readonly items: readonly Item[];
}

/** A mark and what stands up to its form, which is the last item. */
export interface Marked {
  readonly kind: 'marked';
  readonly mark: string;
  readonly items: readonly Item[];
}

export type Piece = Atom | Comment | Bracketed | Marked;

/** A piece with the number of line ends between it and what stands before it. */
export interface Item {
  readonly piece: Piece;
  readonly lineEnds: number;
}

/** Whether the piece is a comment of any kind. */
export const isRemark = (piece: Piece): boolean =>
  piece.kind === 'comment' || (piece.kind === 'marked' && piece.mark === '#;');

/** Puts lexemes together as the parser does with tokens, comments kept. */
class ConcreteReader {
  #next = 0;
  /** How many quasiquotes minus unquotes are around the present place. */
  #quasiquotes = 0;
  /** Line ends around separators, which are dropped. */
  #dropped = 0;

  constructor(private readonly lexemes: readonly Lexeme[]) {}

  items(): Item[] {
    const items: Item[] = [];
    for (let item = this.#item(); item; item = this.#item()) items.push(item);
    return items;
  }

  /** The next item, if one stands before the next closing bracket. */
  #item(): Item | undefined {
    for (;;) {
      const lexeme = this.lexemes[this.#next];
      if (lexeme === undefined || lexeme.role === 'close') return undefined;
      this.#next++;
      const lineEnds = this.#dropped + lexeme.lineEnds;
      if (lexeme.text === ',' && lexeme.role === 'mark' && this.#quasiquotes === 0) {
        this.#dropped = lineEnds;
        continue;
      }
      this.#dropped = 0;
      return { piece: this.#piece(lexeme), lineEnds };
    }
  }

  #piece({ role, text }: Lexeme): Piece {
    if (role === 'open') {
      const items = this.items();
      const close = this.lexemes[this.#next++]!.text;
      this.#dropped = 0;
      return { kind: 'bracketed', open: text, close, items };
    }
    if (role === 'mark') return this.#marked(text);
    return { kind: role === 'comment' ? 'comment' : 'atom', text };
  }

  #marked(mark: string): Marked {
    const outside = this.#quasiquotes;
    if (mark === '`') this.#quasiquotes++;
    else if (mark.startsWith(',')) this.#quasiquotes = Math.max(0, outside - 1);
    const items: Item[] = [];
    for (let item = this.#item(); item; item = this.#item()) {
      items.push(item);
      if (!isRemark(item.piece)) break;
    }
    this.#quasiquotes = outside;
    return { kind: 'marked', mark, items };
  }
}

/** The pieces of a text in which the reader finds no fault. */
export function readConcrete(text: string): readonly Item[] {
  return new ConcreteReader(lexemesOf(text)).items();
}
