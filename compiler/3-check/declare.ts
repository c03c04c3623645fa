// Reads the head of a function definition: its name, parameters and types.
import type { ListSyntax, Syntax, SymbolSyntax } from '../../grammar/syntax.js';
import type { Lambda, Type } from '../../grammar/signature.js';
import type { Checker, DraftVariable } from '../../stdlib/form.js';
import { formNamed } from '../../stdlib/index.js';
import { defun, lambda as lambdaForm } from '../../stdlib/special/functions.js';
import { malformed } from '../../stdlib/special/shape.js';
import type { FunctionEntity, Parameter, Scope } from './scope.js';

type Mode = Parameter['mode'];

const markers: ReadonlyMap<string, Mode> = new Map([
  ['&optional', 'optional'],
  ['&key', 'key'],
  ['&rest', 'rest'],
  ['&body', 'rest'],
]);

const modeOrder: readonly Mode[] = ['required', 'optional', 'rest', 'key'];

/** `name`, `(name type)`, `(name : type)`; where a value may be left out `(name value)`. */
function readParameter(form: Syntax, mode: Mode, checker: Checker): Parameter | undefined {
  if (form.kind === 'symbol')
    return { name: form.name, span: form.span, type: undefined, mode, fallback: undefined };
  const all = form.kind === 'list' || form.kind === 'array' ? form.items : [];
  const typed = all.some(isColon);
  const [name, second, third] = all.filter((part) => !isColon(part));
  const wanted = mode === 'required' ? 2 : third ? 3 : 2;
  if (name?.kind !== 'symbol' || !second || mode === 'rest' || all.length - (typed ? 1 : 0) !== wanted) {
    const shape = mode === 'required' ? '`(name type)`' : '`(name value)`';
    return malformed(defun, form, `a parameter is a name or ${shape}`, checker);
  }
  const hasType = mode === 'required' || typed;
  const type = hasType ? checker.typeOf(second) : undefined;
  if (hasType && !type) return undefined;
  const fallback = hasType ? third : second;
  return { name: name.name, span: name.span, type, mode, fallback };
}

function isColon(form: Syntax): boolean {
  return form.kind === 'symbol' && form.name === ':';
}

/** A name that has evaluation rules of its own cannot be given another meaning. */
export function isReserved(name: string): boolean {
  const form = formNamed(name);
  return form?.kind === 'sugar' || (form?.kind === 'special' && !form.contextual);
}

function readParameters(
  list: Syntax & { readonly items: readonly Syntax[] },
  form: ListSyntax,
  checker: Checker,
): Parameter[] | undefined {
  const parameters: Parameter[] = [];
  let mode: Mode = 'required';
  let marker: Syntax | undefined;
  for (const item of list.items) {
    const next = item.kind === 'symbol' && item.name.startsWith('&') ? markers.get(item.name) : undefined;
    if (next) {
      if (modeOrder.indexOf(next) <= modeOrder.indexOf(mode))
        return malformed(defun, item, 'the order is `&optional`, `&rest`, `&key`, each once', checker);
      if (marker && parameters.at(-1)?.mode !== mode)
        return malformed(defun, marker, 'no parameter follows it', checker);
      mode = next;
      marker = item;
      continue;
    }
    if (mode === 'rest' && parameters.at(-1)?.mode === 'rest')
      return malformed(defun, item, '`&rest` takes one name', checker);
    const parameter = readParameter(item, mode, checker);
    if (!parameter) return undefined;
    parameters.push(parameter);
  }
  if (marker && parameters.at(-1)?.mode !== mode)
    return malformed(defun, marker, 'no parameter follows it', checker);
  const repeated = parameters.find((p, i) => parameters.some((q, j) => j < i && q.name === p.name));
  if (repeated) return malformed(defun, form, `parameter \`${repeated.name}\` occurs twice`, checker);
  return parameters;
}

/** What an entity needs besides its text. */
export interface EntityContext {
  readonly scope: Scope;
  readonly checker: Checker;
  /** A number no other function value has. */
  readonly id: number;
  readonly horizon: number;
  readonly library: boolean;
}

function readSignature(
  name: SymbolSyntax,
  parameterList: Syntax | undefined,
  rest: readonly Syntax[],
  form: ListSyntax,
  { scope, checker, id, horizon, library }: EntityContext,
): FunctionEntity | undefined {
  const isEmpty = parameterList?.kind === 'literal' && parameterList.value === null;
  if (parameterList?.kind !== 'list' && parameterList?.kind !== 'array' && !isEmpty) {
    return malformed(defun, parameterList ?? form, 'the list of parameters is missing', checker);
  }
  const parameters = 'items' in parameterList ? readParameters(parameterList, form, checker) : [];
  if (!parameters) return undefined;
  const arrow = rest[0]?.kind === 'symbol' && rest[0].name === '->';
  let result: Type | undefined;
  if (arrow) {
    if (!rest[1]) return malformed(defun, form, 'the type after `->` is missing', checker);
    result = checker.typeOf(rest[1]);
    if (!result) return undefined;
  }
  const captures: DraftVariable[] = [];
  // The types of captures are settled by the time anybody reads them.
  const lambda: Lambda = { id, name: name.name, captures: captures as Lambda['captures'] & DraftVariable[] };
  return {
    kind: 'function',
    name: name.name,
    parameters,
    result,
    body: arrow ? rest.slice(2) : rest,
    form,
    scope,
    lambda,
    captures,
    horizon,
    library,
    instances: new Map(),
    results: new Map(),
    patterns: new Map(),
  };
}

/** The function a `defun` form defines, or undefined after reporting. */
export function readFunction(form: ListSyntax, context: EntityContext): FunctionEntity | undefined {
  const { checker } = context;
  const [, name, parameterList, ...rest] = form.items;
  if (name?.kind !== 'symbol') return malformed(defun, name ?? form, 'the name is missing', checker);
  if (isReserved(name.name)) {
    checker.diagnostics.report('reservedName', name.span, { name: name.name });
    return undefined;
  }
  return readSignature(name, parameterList, rest, form, context);
}

/** The function a `lambda` form is, or undefined after reporting. */
export function readLambda(form: ListSyntax, context: EntityContext): FunctionEntity | undefined {
  const [head, parameterList, ...rest] = form.items;
  const name: SymbolSyntax = { kind: 'symbol', name: lambdaForm.name, span: head!.span };
  return readSignature(name, parameterList, rest, form, context);
}
