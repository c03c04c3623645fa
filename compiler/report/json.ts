// Diagnostics as JSON, for editors and other programs.
import type { Diagnostic, Level } from '../../grammar/diagnostics.js';
import { positionAt, type Source, type Span } from '../../grammar/source.js';

/** `line` and `column` count from 1, columns in Unicode code points; `offset` is in UTF-16 code units from 0. */
export interface PositionJson {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

export interface SpanJson {
  readonly file: string;
  readonly start: PositionJson;
  readonly end: PositionJson;
}

export interface DiagnosticJson {
  readonly code: string;
  readonly level: Level;
  readonly message: string;
  readonly hint: string;
  readonly span?: SpanJson;
  readonly notes: readonly { readonly message: string; readonly span?: SpanJson }[];
}

const positionJson = (source: Source, offset: number): PositionJson => ({
  ...positionAt(source, offset),
  offset,
});

export function spanJson({ source, start, end }: Span): SpanJson {
  return { file: source.name, start: positionJson(source, start), end: positionJson(source, end) };
}

export function diagnosticJson({ code, level, message, hint, span, notes }: Diagnostic): DiagnosticJson {
  return {
    code,
    level,
    message,
    hint,
    ...(span && { span: spanJson(span) }),
    notes: notes.map((note) => ({ message: note.message, ...(note.span && { span: spanJson(note.span) }) })),
  };
}
