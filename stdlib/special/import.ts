// import: the definitions of another file. The expansion finds the file and puts its forms into the form.
import type { ListSyntax, Syntax } from '../../grammar/syntax.js';
import type { Span } from '../../grammar/source.js';
import { integer, list, literal, symbol } from '../../grammar/syntax.js';
import type { Draft, SpecialForm } from '../form.js';

/** A file that was found, and which of its names are wanted. */
export interface ImportedFile {
  readonly path: string;
  /** What its names end with, behind a `#`, in code that its macros write in other files. */
  readonly number: number;
  /** What stands before its names in the importing file. */
  readonly prefix: string;
  /** The names that are wanted; all if undefined. */
  readonly only: ReadonlySet<string> | undefined;
  readonly forms: readonly Syntax[];
}

/** The import as the expansion leaves it to the checker: `(import path number prefix names-or-true form ...)`. */
export function expandedImport({ path, number, prefix, only, forms }: ImportedFile, span: Span): ListSyntax {
  const names = only
    ? list(
        [...only].map((name) => symbol(name, span)),
        span,
      )
    : literal(true, span);
  const text = (value: string): Syntax => ({ kind: 'string', value, span });
  const head = [
    symbol(importForm.name, span),
    text(path),
    integer(BigInt(number), span),
    text(prefix),
    names,
  ];
  return list([...head, ...forms], span);
}

/** The file of an import that the expansion has found. */
export function readExpandedImport({ items }: ListSyntax): ImportedFile | undefined {
  const [, path, number, prefix, names, ...forms] = items;
  if (path?.kind !== 'string' || number?.kind !== 'integer' || prefix?.kind !== 'string') return undefined;
  const only =
    names?.kind === 'list'
      ? new Set(names.items.flatMap((name) => (name.kind === 'symbol' ? [name.name] : [])))
      : undefined;
  return { path: path.value, number: Number(number.value), prefix: prefix.value, only, forms };
}

export const importForm: SpecialForm = {
  kind: 'special',
  name: 'import',
  signature: '(import "file.ovsm" [:only (name ...)] [:as name] [:prefix name])',
  doc: 'Makes the definitions of another file visible, macros too: all or those named; `:as m` puts `m/` before their names, `:prefix p` puts `p`. The path is relative to this file. What else the file does happens once, at its first import.',
  check(form, checker): Draft {
    const file = readExpandedImport(form);
    return file ? checker.importFile(file, form.span) : checker.wrong(form.span);
  },
  expandInside: (form) => form,
};
