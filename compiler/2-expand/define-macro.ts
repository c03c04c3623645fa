// Definitions that mean something while the program is expanded: defmacro and define-for-syntax.
import type { Diagnostics } from '../../grammar/diagnostics.js';
import type { ListSyntax, Syntax } from '../../grammar/syntax.js';
import { printSyntax } from '../../grammar/syntax/print.js';
import type { SpecialForm } from '../../stdlib/form.js';
import { formNamed } from '../../stdlib/index.js';
import { defineForSyntax, defmacro } from '../../stdlib/special/macros.js';
import { malformed } from '../../stdlib/special/shape.js';
import { readPattern } from './pattern.js';
import type { Callable, Macro, SyntaxEntity, SyntaxFunction, SyntaxScope, SyntaxVariable } from './scope.js';

/** Reads a name with its parameters and body; undefined after reporting what is wrong. */
function readCallable(
  row: SpecialForm,
  form: ListSyntax,
  [name, ...parameters]: readonly (Syntax | undefined)[],
  body: readonly Syntax[],
  scope: SyntaxScope,
  diagnostics: Diagnostics,
): Callable | undefined {
  const where = { diagnostics };
  if (name?.kind !== 'symbol') return malformed(row, name ?? form, 'the name is missing', where);
  const meaning = formNamed(name.name);
  if (meaning?.kind === 'special' || meaning?.kind === 'sugar') {
    diagnostics.report('reservedName', name.span, { name: name.name });
    return undefined;
  }
  const items = parameters.flatMap((parameter) => parameter ?? []);
  const pattern = readPattern(items, (at, problem) => malformed(row, at, problem, where));
  if (!pattern) return undefined;
  if (body.length === 0) return malformed(row, form, 'there is nothing it could give', where);
  const signature = `(${[name, ...items].map(printSyntax).join(' ')})`;
  return { name: name.name, span: name.span, pattern, body, signature, scope, used: false };
}

export function readMacro(form: ListSyntax, scope: SyntaxScope, diagnostics: Diagnostics): Macro | undefined {
  const [, name, parameters, ...body] = form.items;
  const isList = parameters?.kind === 'list' || parameters?.kind === 'array';
  if (name?.kind === 'symbol' && !isList)
    return malformed(defmacro, parameters ?? form, 'the list of parameters is missing', { diagnostics });
  const written = [name, ...(isList ? parameters.items : [])];
  const callable = readCallable(defmacro, form, written, body, scope, diagnostics);
  return callable && { kind: 'macro', ...callable };
}

export function readForSyntax(
  form: ListSyntax,
  scope: SyntaxScope,
  diagnostics: Diagnostics,
): SyntaxFunction | SyntaxVariable | undefined {
  const [, target, ...rest] = form.items;
  if (target?.kind === 'list') {
    const callable = readCallable(defineForSyntax, form, target.items, rest, scope, diagnostics);
    return callable && { kind: 'syntax-function', ...callable };
  }
  if (target?.kind !== 'symbol' || rest.length !== 1) {
    const problem = 'it takes a name and a value, or a function and its body';
    return malformed(defineForSyntax, target ?? form, problem, { diagnostics });
  }
  const { name, span } = target;
  return { kind: 'syntax-variable', name, span, form: rest[0]!, scope, state: 'new', used: false };
}

const kindNames = {
  macro: 'macro',
  'syntax-function': 'compile-time function',
  'syntax-variable': 'compile-time value',
  ordinary: 'function or variable of the program',
} as const;

export const entityKind = ({ kind }: SyntaxEntity): string => kindNames[kind];
