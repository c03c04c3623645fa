// Joined sources: parts of texts put together to one program, and the way back from places in it to the parts.
import type { Diagnostic, Note } from '../../grammar/diagnostics.js';
import type { Source, Span } from '../../grammar/source.js';

/** A part of a source. */
export interface Piece {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
  /** What stands for it in the program, where that is something else; all of it then stands for all of the part. */
  readonly text?: string;
}

const separator = '\n';

export const wholePiece = (source: Source): Piece => ({ source, start: 0, end: source.text.length });

export const textOf = ({ source, start, end, text }: Piece): string => text ?? source.text.slice(start, end);

export function joined(pieces: readonly Piece[]): string {
  return pieces.map((piece) => `${textOf(piece)}${separator}`).join('');
}

/** The span, in its part, of a span of the joined text. */
function relocate(span: Span, pieces: readonly Piece[]): Span | undefined {
  let before = 0;
  for (const piece of pieces) {
    const { length } = textOf(piece);
    if (span.start <= before + length) {
      const { source, start, end, text } = piece;
      if (text !== undefined) return { source, start, end };
      const within = (offset: number) => start + Math.min(offset - before, length);
      return { source, start: within(span.start), end: within(span.end) };
    }
    before += length + separator.length;
  }
  return undefined;
}

/** A message about the joined text `whole` as one about its parts. */
export function relocateMessage(diagnostic: Diagnostic, whole: Source, pieces: readonly Piece[]): Diagnostic {
  const moved = (span: Span | undefined): { readonly span?: Span } => {
    const place = span?.source === whole ? relocate(span, pieces) : span;
    return place ? { span: place } : {};
  };
  const notes = diagnostic.notes.map((note): Note => ({ message: note.message, ...moved(note.span) }));
  const { span, ...rest } = diagnostic;
  return { ...rest, ...moved(span), notes };
}
