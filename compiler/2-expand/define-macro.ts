// Definitions that mean something while the program is expanded: defmacro and define-for-syntax.
import type { Diagnostics } from '../../grammar/diagnostics.js';
import type { ListSyntax, Syntax } from '../../grammar/syntax.js';
import { printSyntax } from '../../grammar/syntax/print.js';
import { formNamed } from '../../stdlib/index.js';
import { defineForSyntax, defmacro } from '../../stdlib/special/macros.js';
import { malformed } from '../../stdlib/special/shape.js';
import { readPattern } from './pattern.js';
import type { Macro, SyntaxEntity, SyntaxFunction, SyntaxScope, SyntaxVariable } from './scope.js';

type Row = typeof defmacro;

/** What all definitions of a name with parameters have in common, or undefined after reporting. */
function readCallable<Kind extends 'macro' | 'syntax-function'>(
  kind: Kind,
  row: Row,
  form: ListSyntax,
  name: Syntax | undefined,
  parameters: readonly Syntax[],
  body: readonly Syntax[],
  scope: SyntaxScope,
  diagnostics: Diagnostics,
): (Macro & { kind: Kind }) | (SyntaxFunction & { kind: Kind }) | undefined {
  const where = { diagnostics };
  if (name?.kind !== 'symbol') return malformed(row, name ?? form, 'the name is missing', where);
  const meaning = formNamed(name.name);
  if (meaning && meaning.kind !== 'function') {
    diagnostics.report('reservedName', name.span, { name: name.name });
    return undefined;
  }
  const pattern = readPattern(parameters, (at, problem) => malformed(row, at, problem, where));
  if (!pattern) return undefined;
  if (body.length === 0) return malformed(row, form, 'there is nothing it could give', where);
  return {
    kind,
    name: name.name,
    span: name.span,
    pattern,
    body,
    signature: `(${[name, ...parameters].map(printSyntax).join(' ')})`,
    scope,
    used: false,
  } as (Macro & { kind: Kind }) | (SyntaxFunction & { kind: Kind });
}

export function readMacro(form: ListSyntax, scope: SyntaxScope, diagnostics: Diagnostics): Macro | undefined {
  const [, name, parameters, ...body] = form.items;
  if (name?.kind === 'symbol' && parameters?.kind !== 'list' && parameters?.kind !== 'array')
    return malformed(defmacro, parameters ?? form, 'the list of parameters is missing', { diagnostics });
  const items = parameters?.kind === 'list' || parameters?.kind === 'array' ? parameters.items : [];
  return readCallable('macro', defmacro, form, name, items, body, scope, diagnostics);
}

export function readForSyntax(
  form: ListSyntax,
  scope: SyntaxScope,
  diagnostics: Diagnostics,
): SyntaxFunction | SyntaxVariable | undefined {
  const [, target, ...rest] = form.items;
  if (target?.kind === 'list') {
    const [name, ...parameters] = target.items;
    return readCallable('syntax-function', defineForSyntax, form, name, parameters, rest, scope, diagnostics);
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
