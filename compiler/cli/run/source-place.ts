// From the lines and columns of a debug map back to spans of a source text.
import { existsSync, statSync } from 'node:fs';
import type { Location } from '../../../grammar/debug-map.js';
import { lineText, linesOf, type Source, type Span } from '../../../grammar/source.js';
import { readText } from '../files.js';

/** The offset of a place, or undefined if the text has no such place. */
function offsetAt(source: Source, line: number, column: number): number | undefined {
  const start = linesOf(source)[line - 1];
  if (start === undefined) return undefined;
  const before = [...lineText(source, line - 1)].slice(0, column - 1);
  return before.length === column - 1 ? start + before.join('').length : undefined;
}

/** The span of a location in its source; undefined if the source is not the text it was made from. */
export function spanOf({ line, column, endLine, endColumn }: Location, source: Source): Span | undefined {
  const start = offsetAt(source, line, column);
  const end = offsetAt(source, endLine, endColumn);
  return start === undefined || end === undefined ? undefined : { source, start, end };
}

/** The source a debug map names, if it is there and not younger than the map. */
export function sourceBeside(name: string, mapFile: string): Source | undefined {
  if (!existsSync(name) || statSync(name).mtimeMs > statSync(mapFile).mtimeMs) return undefined;
  return { name, text: readText(name) };
}
