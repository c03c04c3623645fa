// Functions of macro code on integers, which are exact and may be large.
import type { FunctionRow, Operands } from './operands.js';

const integersOf = (operands: Operands): readonly bigint[] =>
  operands.values.map((_, index) => operands.integer(index));

/** Combines all operands from left to right. */
const fold = (
  name: string,
  doc: string,
  example: string,
  minimum: number,
  run: (numbers: readonly bigint[]) => bigint,
): FunctionRow => ({
  name,
  signature: `(${name} a ...)`,
  doc,
  example,
  minimum,
  maximum: Infinity,
  run: (operands) => operands.number(run(integersOf(operands))),
});

const division = (
  name: string,
  aliases: readonly string[],
  doc: string,
  example: string,
  run: (left: bigint, right: bigint) => bigint,
): FunctionRow => ({
  name,
  aliases,
  signature: `(${name} a b)`,
  doc,
  example,
  minimum: 2,
  maximum: 2,
  run(operands) {
    const [left, right] = [operands.integer(0), operands.integer(1)];
    if (right === 0n) operands.fail('division by zero');
    return operands.number(run(left, right));
  },
});

const comparison = (
  name: string,
  doc: string,
  example: string,
  holds: (left: bigint, right: bigint) => boolean,
): FunctionRow => ({
  name,
  signature: `(${name} a b ...)`,
  doc,
  example,
  minimum: 2,
  maximum: Infinity,
  run(operands) {
    const numbers = integersOf(operands);
    return operands.bool(numbers.slice(1).every((number, index) => holds(numbers[index]!, number)));
  },
});

const least = (left: bigint, right: bigint): bigint => (left < right ? left : right);
const greatest = (left: bigint, right: bigint): bigint => (left > right ? left : right);

/* Enough for every integer type; the bound of integers holds for what comes out. */
const largestExponent = 4096n;

export const numberFunctions: readonly FunctionRow[] = [
  fold('+', 'The sum.', '(+ 1 2 3) ; => 6', 0, (numbers) =>
    numbers.reduce((sum, number) => sum + number, 0n),
  ),
  fold(
    '-',
    'The first less the others; of one operand the negative.',
    '(- 10 2 3) ; => 5',
    1,
    ([first, ...others]) =>
      others.length === 0 ? -first! : others.reduce((rest, number) => rest - number, first!),
  ),
  {
    name: '*',
    signature: '(* a ...)',
    doc: 'The product.',
    example: '(* 2 3 4) ; => 24',
    minimum: 0,
    maximum: Infinity,
    run(operands) {
      let product = 1n;
      // Each partial product is held to the bound of integers.
      for (const number of integersOf(operands)) {
        product *= number;
        operands.number(product);
      }
      return operands.number(product);
    },
  },
  division(
    '/',
    ['quot'],
    'The quotient, truncated toward zero.',
    '(/ -7 2) ; => -3',
    (left, right) => left / right,
  ),
  division(
    '%',
    ['rem'],
    'The remainder, with the sign of the dividend.',
    '(% -7 2) ; => -1',
    (left, right) => left % right,
  ),
  division(
    'mod',
    [],
    'The remainder, with the sign of the divisor.',
    '(mod -7 2) ; => 1',
    (left, right) => ((left % right) + right) % right,
  ),
  {
    name: 'expt',
    aliases: ['pow'],
    signature: '(expt base exponent)',
    doc: 'The base to the power of the exponent.',
    example: '(expt 2 10) ; => 1024',
    minimum: 2,
    maximum: 2,
    run(operands) {
      const [base, exponent] = [operands.integer(0), operands.integer(1)];
      if (exponent < 0n || exponent > largestExponent) operands.fail('the exponent is out of range');
      operands.spend(Number(exponent) * base.toString(16).length);
      return operands.number(base ** exponent);
    },
  },
  fold('min', 'The least of the operands.', '(min 3 1 2) ; => 1', 1, (numbers) => numbers.reduce(least)),
  fold('max', 'The greatest of the operands.', '(max 3 1 2) ; => 3', 1, (numbers) =>
    numbers.reduce(greatest),
  ),
  comparison(
    '<',
    'Whether each operand is less than the next.',
    '(< 1 2 3) ; => true',
    (left, right) => left < right,
  ),
  comparison(
    '<=',
    'Whether no operand is greater than the next.',
    '(<= 1 1 2) ; => true',
    (left, right) => left <= right,
  ),
  comparison(
    '>',
    'Whether each operand is greater than the next.',
    '(> 3 2 1) ; => true',
    (left, right) => left > right,
  ),
  comparison(
    '>=',
    'Whether no operand is less than the next.',
    '(>= 2 2 1) ; => true',
    (left, right) => left >= right,
  ),
];
