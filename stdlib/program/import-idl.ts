// import-idl: the interface of another program, so that `cpi` can call it by its names.
import type { CalledProgram } from '../../grammar/called-program.js';
import { unit } from '../../grammar/signature.js';
import type { ListSyntax, SymbolSyntax } from '../../grammar/syntax.js';
import type { Checker, SpecialForm } from '../form.js';
import { readIdl } from '../idl/read.js';
import { malformed } from '../special/shape.js';
import { symbolAt } from '../special/types.js';

export interface ImportedInterface {
  readonly name: SymbolSyntax;
  readonly program: CalledProgram;
}

/** What the form imports; undefined after reporting. */
export function readImport(form: ListSyntax, checker: Checker): ImportedInterface | undefined {
  const [, path, key, symbol] = form.items;
  const name = symbolAt(symbol);
  if (path?.kind !== 'string')
    return malformed(importIdl, path ?? form, 'the path of the file is missing', checker);
  if (key?.kind !== 'keyword' || key.name !== 'as' || !name || form.items.length !== 4)
    return malformed(importIdl, key ?? form, 'a name for the program follows `:as`', checker);
  const file = checker.readFile(path.value, form.span);
  const read = 'problem' in file ? { ...file, place: '' } : readIdl(file.text, name.name);
  if (!('problem' in read)) return { name, program: read };
  const problem = read.place === '' ? read.problem : `at \`${read.place}\`: ${read.problem}`;
  checker.diagnostics.report('idlUnreadable', path.span, { file: path.value, problem, hint: read.hint });
  return undefined;
}

export const importIdl: SpecialForm = {
  kind: 'special',
  name: 'import-idl',
  signature: '(import-idl "file.json" :as name)',
  doc: 'Makes the instructions of a program known to `cpi` by the name given, and its structs and enums as `name::Type`, from its IDL: a JSON file of Anchor, specification 0.1.0, or of Codama. The path is relative to this file.',
  check(form, checker) {
    checker.importInterface(form);
    return { kind: 'nothing', type: unit, span: form.span };
  },
  expandInside: (form) => form,
};
