// Frames: lines of a source with marks below the places a message speaks of.
import { lineIndex, lineText, linesOf, type Source, type Span } from '../../grammar/source.js';
import type { Paint, Role } from './colours.js';
import { display } from './display.js';

/** A place to mark. `label` stands after the mark. */
export interface Marked {
  readonly span: Span;
  readonly glyph: string;
  readonly role: Role;
  readonly label: string;
}

/** One line of a frame: what stands left of the bar and right of it. */
interface Row {
  readonly number: string;
  readonly gutter: string;
  readonly content: string;
}

/** A span as lines and UTF-16 offsets in them; `last` is the line of its last character. */
interface Extent {
  readonly first: number;
  readonly last: number;
  readonly from: number;
  readonly to: number;
}

/* Lines longer than this are cut to the part around their marks. */
const longestLine = 160;
const before = 60;

/* Spans over more lines than this lose their middle. */
const mostLines = 6;

function extentOf({ source, start, end }: Span): Extent {
  const limit = source.text.length;
  const from = Math.max(0, Math.min(start, limit));
  const to = Math.max(from, Math.min(end, limit));
  const first = lineIndex(source, from);
  // A span that ends with a line end does not reach into the next line.
  const last = to > from ? lineIndex(source, to - 1) : first;
  const starts = linesOf(source);
  return { first, last, from: from - starts[first]!, to: to - starts[last]! };
}

/** A line, or its part around `focus`, and where its offsets are shown. */
function excerpt(
  source: Source,
  line: number,
  focus: number,
): { text: string; columnAt(index: number): number } {
  const whole = lineText(source, line);
  if (whole.length <= longestLine) return display(whole);
  let start = Math.max(0, Math.min(focus - before, whole.length - longestLine));
  // Do not cut a surrogate pair.
  if (start > 0 && /[\uDC00-\uDFFF]/.test(whole[start]!)) start++;
  const end = Math.min(whole.length, start + longestLine);
  const left = start > 0 ? '…' : '';
  const shown = display(left + whole.slice(start, end) + (end < whole.length ? '…' : ''));
  const offset = left.length - start;
  return {
    text: shown.text,
    columnAt: (index) => shown.columnAt(Math.max(0, Math.min(index, end) + offset)),
  };
}

class Frame {
  readonly rows: Row[] = [];
  readonly #source: Source;
  readonly #paint: Paint;
  /** The one mark over several lines; a rule at the left shows it. */
  readonly #tall: (Marked & { readonly extent: Extent }) | undefined;
  readonly #flat: (Marked & { readonly extent: Extent })[];

  constructor(source: Source, marks: readonly Marked[], paint: Paint) {
    this.#source = source;
    this.#paint = paint;
    const placed = marks.map((mark) => ({ ...mark, extent: extentOf(mark.span) }));
    const [primary] = placed;
    this.#tall = primary && primary.extent.first !== primary.extent.last ? primary : undefined;
    this.#flat = placed.filter((mark) => mark !== this.#tall);
  }

  #lines(): number[] {
    const lines = new Set(this.#flat.map(({ extent }) => extent.first));
    if (this.#tall) {
      const { first, last } = this.#tall.extent;
      const whole = last - first < mostLines;
      for (let line = first; line <= last; line++) {
        if (whole || line < first + 3 || line > last - 2) lines.add(line);
        else line = last - 2;
      }
    }
    return [...lines].sort((left, right) => left - right);
  }

  build(): void {
    let previous: number | undefined;
    for (const line of this.#lines()) {
      if (previous !== undefined && line > previous + 1) this.#skip(previous, line);
      this.#line(line);
      previous = line;
    }
  }

  #skip(previous: number, line: number): void {
    if (line === previous + 2) this.#line(previous + 1);
    else this.rows.push({ number: '...', gutter: this.#rule(previous + 1), content: '' });
  }

  /** What shows left of a line that the tall mark holds its line. */
  #rule(line: number): string {
    if (!this.#tall) return '';
    const { first, last } = this.#tall.extent;
    return line > first && line <= last ? this.#paint(this.#tall.role, '|') + ' ' : '  ';
  }

  #line(line: number): void {
    const flat = this.#flat.filter(({ extent }) => extent.first === line);
    const tall = this.#tall;
    const focus = flat[0]?.extent.from ?? (tall?.extent.first === line ? tall.extent.from : 0);
    const shown = excerpt(this.#source, line, tall?.extent.last === line ? tall.extent.to : focus);
    const beginsTall = tall?.extent.first === line;
    const indentation = /^\s*/.exec(lineText(this.#source, line))![0].length;
    const atIndentation = beginsTall && tall.extent.from <= indentation;
    const gutter = atIndentation ? this.#paint(tall.role, '/') + ' ' : this.#rule(line);
    this.rows.push({ number: String(line + 1), gutter, content: shown.text.trimEnd() });
    if (beginsTall && !atIndentation) {
      const underline = `${'_'.repeat(shown.columnAt(tall.extent.from) + 1)}${tall.glyph}`;
      this.rows.push({ number: '', gutter: ' ', content: this.#paint(tall.role, underline) });
    }
    if (tall?.extent.last === line) {
      const column = Math.max(0, shown.columnAt(tall.extent.to) - 1);
      const underline = `|${'_'.repeat(column + 1)}${tall.glyph}${tall.label && ` ${tall.label}`}`;
      this.rows.push({ number: '', gutter: '', content: this.#paint(tall.role, underline) });
    }
    for (const mark of flat) this.#mark(mark, line, shown.columnAt);
  }

  #mark(
    { extent, glyph, role, label }: Marked & { readonly extent: Extent },
    line: number,
    columnAt: (index: number) => number,
  ): void {
    const from = columnAt(extent.from);
    const until = columnAt(extent.last === line ? extent.to : Infinity);
    const underline = glyph.repeat(Math.max(1, until - from)) + (label && ` ${label}`);
    const tall = this.#tall;
    const begun = tall && line >= tall.extent.first && line < tall.extent.last;
    const inTall = tall ? `${begun ? this.#paint(tall.role, '|') : ' '} ` : '';
    this.rows.push({ number: '', gutter: inTall, content: ' '.repeat(from) + this.#paint(role, underline) });
  }
}

/**
 * The lines of a frame, without its head: an empty one, then source lines, each with its marks below. The first mark
 * is the primary one; all are of one source.
 */
export function frame(
  source: Source,
  marks: readonly Marked[],
  paint: Paint,
): { rows: string[]; margin: number } {
  const drawing = new Frame(source, marks, paint);
  drawing.build();
  const margin = Math.max(...drawing.rows.map(({ number }) => (number === '...' ? 0 : number.length))) + 1;
  const bar = paint('frame', '|');
  const rows = drawing.rows.map(({ number, gutter, content }) => {
    if (number === '...') return `${paint('frame', '...')}${' '.repeat(margin)}${gutter}`.trimEnd();
    return `${paint('frame', number.padStart(margin))} ${bar} ${gutter}${content}`.trimEnd();
  });
  return { rows: [`${' '.repeat(margin)} ${bar}`, ...rows], margin };
}
