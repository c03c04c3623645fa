// Lines while they are written: text, the column reached, and by how much it went beyond the width.
import { display } from '../report/display.js';

/** A part that has been laid out. */
export interface Laid {
  readonly text: string;
  /** The column behind its last character. */
  readonly end: number;
  /** By how many columns its widest line, with what must follow its last one, is too wide; 0 if none is. */
  readonly excess: number;
  /** How many lines it begins. */
  readonly lineEnds: number;
}

/** The columns a text takes on a terminal. */
export const widthOf = (text: string): number =>
  /^[\x20-\x7E]*$/.test(text) ? text.length : display(text).columnAt(text.length);

export const hasLineEnd = (text: string): boolean => /[\r\n]/.test(text);

const lastLineOf = (text: string): string =>
  text.slice(Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1);

export class LineWriter {
  #text = '';
  #excess = 0;
  #lineEnds = 0;
  #column: number;

  constructor(
    column: number,
    private readonly width: number,
    private readonly lineEnd: string,
  ) {
    this.#column = column;
  }

  get text(): string {
    return this.#text;
  }

  get column(): number {
    return this.#column;
  }

  get multiline(): boolean {
    return this.#lineEnds > 0;
  }

  write(text: string): void {
    this.#text += text;
    this.#column += widthOf(text);
  }

  add({ text, end, excess, lineEnds }: Laid): void {
    this.#text += text;
    this.#column = end;
    this.#excess = Math.max(this.#excess, excess);
    this.#lineEnds += lineEnds;
  }

  /** Writes text whose own line ends stay as they are: a string or a comment. */
  writeVerbatim(text: string): void {
    if (!hasLineEnd(text)) return this.write(text);
    this.#text += text;
    this.#column = widthOf(lastLineOf(text));
    this.#lineEnds++;
  }

  breakTo(column: number, blank: boolean): void {
    this.#text += `${blank ? this.lineEnd : ''}${this.lineEnd}${' '.repeat(column)}`;
    this.#column = column;
    this.#lineEnds++;
  }

  /** What has been written; `tail` characters follow on its last line. */
  finish(tail: number): Laid {
    const excess = Math.max(this.#excess, this.#column + tail - this.width);
    return { text: this.#text, end: this.#column, excess, lineEnds: this.#lineEnds };
  }
}
