// Reads the head of a function definition: its name, parameters and types.
import type { ListSyntax, Syntax } from '../../grammar/syntax.js';
import type { Type } from '../../grammar/signature.js';
import type { Checker } from '../../stdlib/form.js';
import { formNamed } from '../../stdlib/index.js';
import { defun } from '../../stdlib/special/functions.js';
import { malformed } from '../../stdlib/special/shape.js';
import type { FunctionEntity, Parameter, Scope } from './scope.js';

/** `name`, `(name type)`, `(name : type)`. */
function readParameter(form: Syntax, checker: Checker): Parameter | undefined {
  if (form.kind === 'symbol') return { name: form.name, span: form.span, type: undefined };
  const parts =
    form.kind === 'list' || form.kind === 'array' ? form.items.filter((part) => !isColon(part)) : [];
  const [name, typeForm] = parts;
  if (name?.kind !== 'symbol' || !typeForm || parts.length !== 2) {
    return malformed(defun, form, 'a parameter is a name or `(name type)`', checker);
  }
  const type = checker.typeOf(typeForm);
  return type && { name: name.name, span: name.span, type };
}

function isColon(form: Syntax): boolean {
  return form.kind === 'symbol' && form.name === ':';
}

/** A name that has evaluation rules of its own cannot be given another meaning. */
export function isReserved(name: string): boolean {
  const form = formNamed(name);
  return form !== undefined && form.kind !== 'function';
}

/** The function a `defun` form defines, or undefined after reporting. */
export function readFunction(form: ListSyntax, scope: Scope, checker: Checker): FunctionEntity | undefined {
  const [, name, parameterList, ...rest] = form.items;
  if (name?.kind !== 'symbol') return malformed(defun, name ?? form, 'the name is missing', checker);
  if (isReserved(name.name)) {
    checker.diagnostics.report('reservedName', name.span, { name: name.name });
    return undefined;
  }
  if (parameterList?.kind !== 'list' && parameterList?.kind !== 'array') {
    return malformed(defun, parameterList ?? form, 'the list of parameters is missing', checker);
  }
  const marker = parameterList.items.find((item) => item.kind === 'symbol' && item.name.startsWith('&'));
  if (marker) {
    checker.diagnostics.report('unsupported', marker.span, {
      what: `a parameter list with \`${marker.kind === 'symbol' ? marker.name : ''}\``,
      hint: 'give the function a fixed number of parameters',
    });
    return undefined;
  }
  const parameters = parameterList.items.map((item) => readParameter(item, checker));
  if (!parameters.every((parameter) => parameter !== undefined)) return undefined;
  const repeated = parameters.find((p, index) =>
    parameters.some((q, other) => other < index && q.name === p.name),
  );
  if (repeated) return malformed(defun, form, `parameter \`${repeated.name}\` occurs twice`, checker);
  const arrow = rest[0]?.kind === 'symbol' && rest[0].name === '->';
  let result: Type | undefined;
  if (arrow) {
    if (!rest[1]) return malformed(defun, form, 'the type after `->` is missing', checker);
    result = checker.typeOf(rest[1]);
    if (!result) return undefined;
  }
  const body = arrow ? rest.slice(2) : rest;
  return {
    kind: 'function',
    name: name.name,
    parameters,
    result,
    body,
    form,
    scope,
    instances: new Map(),
    results: new Map(),
    patterns: new Map(),
  };
}
