// Source texts and the spans that point into them; every later language carries these spans.

/** One text handed to the compiler. `name` is what messages show: a file path or `<eval>`. */
export interface Source {
  readonly name: string;
  readonly text: string;
}

/** The text of a file, or why there is none and what to do about it. */
export type FileText = { readonly text: string } | { readonly problem: string; readonly hint: string };

/** Reads the file at a path; how, and what paths mean, is the business of whoever offers files. */
export type ReadFile = (path: string) => FileText;

/** A half-open range of UTF-16 code units in one source. */
export interface Span {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
  /** What made the code, where it was not written there: the range is then that of the macro's call. */
  readonly expansion?: Expansion;
  /** Of code that was put in place of a call from another text: the call. */
  readonly calledAt?: Span;
}

/** One use of a macro. A call that another macro wrote has an expansion in its own span. */
export interface Expansion {
  readonly macro: string;
  /** Of the name in the macro's definition. */
  readonly definition: Span;
  readonly call: Span;
}

/** A place as people count it: line and column from 1, columns in Unicode code points. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

const lineStarts = new WeakMap<Source, readonly number[]>();

/** Offsets at which the lines of `source` begin; `\n`, `\r\n` and a lone `\r` end a line. */
export function linesOf(source: Source): readonly number[] {
  const known = lineStarts.get(source);
  if (known) return known;
  const starts = [0];
  const { text } = source;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
  }
  lineStarts.set(source, starts);
  return starts;
}

/** The index (from 0) of the line that holds `offset`. */
export function lineIndex(source: Source, offset: number): number {
  const starts = linesOf(source);
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The text of line `index` (from 0) without its line end. */
export function lineText(source: Source, index: number): string {
  const starts = linesOf(source);
  const end = starts[index + 1] ?? source.text.length;
  return source.text.slice(starts[index], end).replace(/\r?\n$|\r$/, '');
}

const hasPairs = new WeakMap<Source, boolean>();

/** Whether any character of the source takes two code units; columns are plain differences if none does. */
function hasSurrogatePairs(source: Source): boolean {
  const known = hasPairs.get(source);
  if (known !== undefined) return known;
  const found = /[\ud800-\udbff]/.test(source.text);
  hasPairs.set(source, found);
  return found;
}

export function positionAt(source: Source, offset: number): Position {
  const index = lineIndex(source, offset);
  const start = linesOf(source)[index]!;
  const end = Math.min(offset, source.text.length);
  const length = hasSurrogatePairs(source) ? [...source.text.slice(start, end)].length : end - start;
  return { line: index + 1, column: length + 1 };
}

/** The smallest span that covers both; they must be of one source. */
export function join(first: Span, last: Span): Span {
  return {
    source: first.source,
    start: Math.min(first.start, last.start),
    end: Math.max(first.end, last.end),
  };
}

/** `name:line:column` of the start of a span. */
export function place(span: Span): string {
  const { line, column } = positionAt(span.source, span.start);
  return `${span.source.name}:${line}:${column}`;
}
