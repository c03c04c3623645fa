// Binding: gives names to a value, or to its parts by a pattern such as `[a b]` or `{:x x}`.
import { never, unit } from '../../grammar/signature.js';
import type { Syntax } from '../../grammar/syntax.js';
import { partsOf } from '../../grammar/syntax/print.js';
import type { Checker, Draft } from '../form.js';
import { prune } from '../inferred.js';
import { variableType } from './coerce.js';
import { allOf, isName, readPattern } from './patterns.js';

function bindParts(pattern: Syntax, value: Draft, checker: Checker): readonly Draft[] {
  const held = checker.hold('whole', value);
  const read = readPattern(pattern, held.read, checker, '[name ...] or {:field name ...}');
  if (!read) return held.define;
  const { span } = pattern;
  // An array may have another number of elements than the pattern.
  const check: Draft[] =
    read.tests.length === 0
      ? []
      : [{ kind: 'apply', form: 'require', arguments: [allOf(read.tests, pattern)], type: unit, span }];
  const names = read.bindings.map(({ name, value: part }): Draft => ({
    kind: 'define',
    variable: checker.define(name, part.type),
    value: part,
    type: unit,
    span: name.span,
  }));
  return [...held.define, ...check, ...names];
}

/** The names of a pattern for a value that never comes to be. */
function bindToNothing(pattern: Syntax, checker: Checker): void {
  if (pattern.kind === 'symbol') {
    if (isName(pattern)) checker.define(pattern, never);
    return;
  }
  const parts = pattern.kind === 'list' ? pattern.items.slice(1) : partsOf(pattern);
  parts.forEach((part) => bindToNothing(part, checker));
}

/** The definitions that bind a name, or the names of a pattern, in the present scope. */
export function bind(target: Syntax, value: Draft, checker: Checker): readonly Draft[] {
  const type = prune(value.type);
  if (type.kind === 'unit') {
    const purpose = target.kind === 'symbol' ? `variable \`${target.name}\`` : 'what is taken apart';
    checker.diagnostics.report('noValue', value.span, { purpose });
  }
  if (target.kind !== 'symbol' && type.kind === 'never') {
    bindToNothing(target, checker);
    return [value];
  }
  if (target.kind !== 'symbol') return bindParts(target, value, checker);
  const variable = checker.define(target, variableType(value.type), value);
  const typed = checker.coerce(value, variable.type) ?? value;
  return [{ kind: 'define', variable, value: typed, type: unit, span: target.span }];
}
