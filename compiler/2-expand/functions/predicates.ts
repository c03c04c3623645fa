// Functions of macro code that tell what a value is.
import { isTrue, sameValue, type Value } from '../value.js';
import type { FunctionRow } from './operands.js';

const kind = (name: string, what: string, example: string, is: (value: Value) => boolean): FunctionRow => ({
  name,
  signature: `(${name} a)`,
  doc: `Whether the operand is ${what}.`,
  example,
  minimum: 1,
  maximum: 1,
  run: (operands) => operands.bool(is(operands.value(0))),
});

const isNull = (value: Value): boolean => value.kind === 'literal' && value.value === null;

/** Whether neighbours among the operands are the same code. */
const equality = (
  name: string,
  aliases: readonly string[],
  wanted: boolean,
  doc: string,
  example: string,
): FunctionRow => ({
  name,
  aliases,
  signature: `(${name} a b ...)`,
  doc,
  example,
  minimum: 2,
  maximum: Infinity,
  run(operands) {
    const [first, ...others] = operands.values;
    const { budget } = operands.evaluator;
    return operands.bool(others.every((other) => sameValue(first!, other, budget)) === wanted);
  },
});

export const predicateFunctions: readonly FunctionRow[] = [
  kind('symbol?', 'a symbol', "(symbol? 'a) ; => true", (value) => value.kind === 'symbol'),
  kind('keyword?', 'a keyword', '(keyword? :a) ; => true', (value) => value.kind === 'keyword'),
  kind('integer?', 'an integer', '(integer? 7) ; => true', (value) => value.kind === 'integer'),
  kind('string?', 'a string', '(string? "a") ; => true', (value) => value.kind === 'string'),
  kind(
    'bool?',
    'true or false',
    '(bool? false) ; => true',
    (value) => value.kind === 'literal' && !isNull(value),
  ),
  kind('null?', 'null', '(null? (first (list))) ; => true', isNull),
  kind('list?', 'a list', "(list? '(a b)) ; => true", (value) => value.kind === 'list'),
  kind('array?', 'an array', "(array? '[a b]) ; => true", (value) => value.kind === 'array'),
  kind('record?', 'a record', "(record? '{:a 1}) ; => true", (value) => value.kind === 'record'),
  kind('function?', 'a function', '(function? first) ; => true', (value) => value.kind === 'function'),
  kind(
    'empty?',
    'null, or a list, array or string without items',
    "(empty? '()) ; => true",
    (value) => isNull(value) || (/^(list|array|string|record)$/.test(value.kind) && !isTrue(value)),
  ),
  {
    name: 'not',
    signature: '(not a)',
    doc: 'Whether the operand counts as false: false, null, 0, and what is empty.',
    example: '(not 0) ; => true',
    minimum: 1,
    maximum: 1,
    run: (operands) => operands.bool(!isTrue(operands.value(0))),
  },
  equality('=', ['=='], true, 'Whether the operands are the same code.', "(= '(a 1) (list 'a 1)) ; => true"),
  equality('!=', [], false, 'Whether the operands are not all the same code.', "(!= 'a 'b) ; => true"),
];
