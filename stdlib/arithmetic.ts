// Arithmetic: sums, products, quotients, extremes; checked unless the name or `unchecked` says otherwise.
import type { Value } from '../grammar/flow.js';
import { decimal, i64, minimumOf, never, type DecimalType, type IntegerType } from '../grammar/signature.js';
import type { ListSyntax } from '../grammar/syntax.js';
import type { FlowBuilder } from './builder.js';
import type { Checker, Draft, FunctionForm, Lowering } from './form.js';
import * as narrow from './integer.js';
import type { Known } from './integer.js';
import { decimalSteps, neutralOf } from './decimal.js';
import { hole, isWhole, prune, type Inferred } from './inferred.js';
import { concatenation } from './sequences.js';
import { agreeOnIntegers, checkArity, operandsOf } from './shapes.js';
import * as wide from './wide.js';

/** One binary operation on the components of two values of one integer type. */
type Step = (
  b: FlowBuilder,
  left: readonly Known[],
  right: readonly Known[],
  type: IntegerType,
) => readonly Value[];

interface ArithmeticRow {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly signature: string;
  readonly minimum: number;
  readonly maximum?: number;
  /** The value of the form with one operand is `neutral step operand`; of the form with none, it. */
  readonly neutral?: bigint;
  /** The row that stands in inside `(unchecked ...)`. */
  readonly wrapping?: string;
  readonly doc: string;
  readonly example?: string;
  readonly step: Step;
}

function knownOperands(call: Lowering): readonly (readonly Known[])[] {
  return call.operands.map(({ values, source }) => {
    const constant = source.kind === 'integer' ? source.value : undefined;
    return values.map((value) => ({ value, constant: values.length === 1 ? constant : undefined }));
  });
}

/** A neutral element as operand. */
function constantOperand(b: FlowBuilder, value: bigint, type: IntegerType): readonly Known[] {
  const low = { value: b.constant(value), constant: type.bits === 128 ? undefined : value };
  return type.bits === 128 ? [low, { value: b.constant(value >> 64n), constant: undefined }] : [low];
}

function checkArithmetic(row: ArithmeticRow, form: ListSyntax, checker: Checker): Draft {
  if (!checkArity(form, row, checker, row.minimum, row.maximum ?? Infinity)) return checker.wrong(form.span);
  const drafts = operandsOf(form).map((operand) => checker.expression(operand));
  const first = drafts[0] && prune(drafts[0].type).kind;
  const isSequence = first === 'string' || first === 'array';
  if (row.name === '+' && isSequence) return concatenation(drafts, form, checker);
  if (row.name === '+' && drafts.length > 0 && drafts.every(({ type }) => checker.mayWait(type)))
    return { kind: 'sequence', items: drafts, type: never, span: form.span };
  const decimals = agreeOnDecimals(row.name, drafts, checker);
  if (decimals)
    return {
      kind: 'apply',
      form: row.name,
      arguments: decimals.drafts,
      type: decimals.type,
      span: form.span,
    };
  const strange = takesDecimals(row.name) ? besideDecimals(drafts) : [];
  for (const draft of strange) checker.expect(draft, decimal, `an operand of \`${row.name}\``);
  if (strange.length > 0) return checker.wrong(form.span);
  const operands = agreeOnIntegers(drafts, checker, row.name);
  if (!operands) return checker.wrong(form.span);
  const type = operands.drafts.length === 0 ? hole() : operands.type;
  const name = checker.unchecked && row.wrapping ? row.wrapping : row.name;
  if (!takesDecimals(name)) isWhole(type);
  return { kind: 'apply', form: name, arguments: operands.drafts, type, span: form.span };
}

/** What is no number, where another operand is a decimal. */
function besideDecimals(drafts: readonly Draft[]): readonly Draft[] {
  if (!drafts.some(isDecimal)) return [];
  const numbers = ['integer', 'decimal', 'hole', 'never'];
  return drafts.filter(({ type }) => !numbers.includes(prune(type).kind));
}

const isDecimal = ({ type }: Draft): boolean => prune(type).kind === 'decimal';

const takesDecimals = (name: string): boolean => decimalSteps.has(name) || name === 'min' || name === 'max';

/** The operands as decimals of one type, if any of them is one and the form knows decimals. */
function agreeOnDecimals(
  name: string,
  drafts: readonly Draft[],
  checker: Checker,
): { readonly drafts: readonly Draft[]; readonly type: Inferred } | undefined {
  if (!takesDecimals(name) || !drafts.some(isDecimal)) return undefined;
  const joined = checker.common(drafts);
  return joined.type && prune(joined.type).kind === 'decimal' ? joined : undefined;
}

function lowerDecimals(row: ArithmeticRow, call: Lowering, type: DecimalType): Value {
  const b = call.builder;
  const operands = knownOperands(call).map(([known]) => known!);
  const alone = operands.length === 1 && row.neutral !== undefined;
  const neutral = neutralOf(row.name, type);
  const [first, ...rest] = alone
    ? [{ value: b.constant(neutral), constant: neutral }, ...operands]
    : operands;
  const step = decimalSteps.get(row.name);
  return rest.reduce<Known>((total, operand) => {
    const value = step ? step(b, total, operand, type) : row.step(b, [total], [operand], i64)[0]!;
    return { value, constant: undefined };
  }, first!).value;
}

function arithmetic(row: ArithmeticRow): FunctionForm {
  const { name, aliases, signature, doc, example } = row;
  return {
    kind: 'function',
    name,
    signature,
    doc,
    ...(aliases && { aliases }),
    ...(example && { example }),
    check: (form, checker) => checkArithmetic(row, form, checker),
    lower(call) {
      if (call.type.kind === 'decimal') return [lowerDecimals(row, call, call.type)];
      const type = call.type as IntegerType;
      const b = call.builder;
      const operands = knownOperands(call);
      if (operands.length === 0) return constantOperand(b, row.neutral ?? 0n, type).map(({ value }) => value);
      const start =
        operands.length === 1 && row.neutral !== undefined
          ? constantOperand(b, row.neutral, type)
          : operands[0]!;
      const rest = start === operands[0] ? operands.slice(1) : operands;
      let total = start;
      for (const operand of rest) {
        total = row.step(b, total, operand, type).map((value) => ({ value, constant: undefined }));
      }
      return total.map(({ value }) => value);
    },
  };
}

/** A step that has a narrow and a wide version. */
const either =
  (
    narrowStep: (b: FlowBuilder, left: Known, right: Known, type: IntegerType) => Value,
    wideStep: (b: FlowBuilder, left: wide.Wide, right: wide.Wide, type: IntegerType) => wide.Wide,
  ): Step =>
  (b, left, right, type) =>
    type.bits === 128
      ? wideStep(b, [left[0]!.value, left[1]!.value], [right[0]!.value, right[1]!.value], type)
      : [narrowStep(b, left[0]!, right[0]!, type)];

/** Keeps the left value where the comparison holds, the right one elsewhere. */
const choose =
  (comparison: '<' | '>'): Step =>
  (b, left, right, type) => {
    const cells = left.map(() => b.cell());
    const takeRight = b.block();
    const after = b.block();
    cells.forEach((cell, index) => b.write(cell, left[index]!.value));
    if (type.bits === 128) {
      wide.branch(
        b,
        comparison,
        [left[0]!.value, left[1]!.value],
        [right[0]!.value, right[1]!.value],
        type.signed,
        after,
        takeRight,
      );
    } else {
      b.branch(
        narrow.comparisonFor(comparison, type.signed),
        left[0]!.value,
        right[0]!.value,
        after,
        takeRight,
      );
    }
    b.enterSealed(takeRight);
    cells.forEach((cell, index) => b.write(cell, right[index]!.value));
    b.jump(after);
    b.enterSealed(after);
    return cells.map((cell) => b.read(cell));
  };

const wrapping =
  (operator: 'add' | 'sub' | 'mul'): Step =>
  (b, left, right, type) =>
    type.bits === 128
      ? wide.wrapping(b, operator, [left[0]!.value, left[1]!.value], [right[0]!.value, right[1]!.value])
      : [narrow.wrap(b, b.binary(operator, left[0]!.value, right[0]!.value), type)];

const rows: readonly ArithmeticRow[] = [
  {
    name: '+',
    signature: '(+ a ...)',
    minimum: 0,
    neutral: 0n,
    wrapping: 'wrapping-+',
    doc: 'The sum. Fails with ArithmeticOverflow if it does not fit the type.',
    example: '(+ 1 2 3) ; => 6',
    step: either(narrow.add, wide.add),
  },
  {
    name: '-',
    signature: '(- a b ...)',
    minimum: 1,
    neutral: 0n,
    wrapping: 'wrapping--',
    doc: 'The first operand less the others; of one operand, its negation. Fails if the result does not fit the type.',
    example: '(- 10 3 2) ; => 5\n(- 5) ; => -5',
    step: either(narrow.subtract, wide.subtract),
  },
  {
    name: '*',
    signature: '(* a ...)',
    minimum: 0,
    neutral: 1n,
    wrapping: 'wrapping-*',
    doc: 'The product. Fails with ArithmeticOverflow if it does not fit the type.',
    example: '(* 2 3 7) ; => 42',
    step: either(narrow.multiply, wide.multiply),
  },
  {
    name: '/',
    signature: '(/ a b ...)',
    minimum: 2,
    doc: 'The quotient, truncated toward zero. Division by zero fails with ArithmeticOverflow.',
    example: '(/ 17 5) ; => 3\n(/ -17 5) ; => -3',
    step: either((b, l, r, t) => narrow.divide(b, 'div', l, r, t, true), wide.divide),
  },
  {
    name: '%',
    aliases: ['rem'],
    signature: '(% a b)',
    minimum: 2,
    maximum: 2,
    doc: 'The remainder of truncating division; it has the sign of the first operand.',
    example: '(% 17 5) ; => 2\n(% -17 5) ; => -2',
    step: either((b, l, r, t) => narrow.divide(b, 'rem', l, r, t, true), wide.remainder),
  },
  {
    name: 'mod',
    signature: '(mod a b)',
    minimum: 2,
    maximum: 2,
    doc: 'The remainder of flooring division; it has the sign of the second operand.',
    example: '(mod -17 5) ; => 3',
    step: either(narrow.modulo, wide.modulo),
  },
  {
    name: 'wrapping-+',
    signature: '(wrapping-+ a b ...)',
    minimum: 1,
    doc: 'The sum modulo two to the width of the type.',
    example: '(wrapping-+ (u8 250) 10) ; => 4',
    step: wrapping('add'),
  },
  {
    name: 'wrapping--',
    signature: '(wrapping-- a b ...)',
    minimum: 1,
    neutral: 0n,
    doc: 'The difference modulo two to the width of the type; of one operand, its negation.',
    example: '(wrapping-- (u8 3) 5) ; => 254',
    step: wrapping('sub'),
  },
  {
    name: 'wrapping-*',
    signature: '(wrapping-* a b ...)',
    minimum: 1,
    doc: 'The product modulo two to the width of the type.',
    example: '(wrapping-* (u8 20) 20) ; => 144',
    step: wrapping('mul'),
  },
  {
    name: 'min',
    signature: '(min a b ...)',
    minimum: 1,
    doc: 'The least operand.',
    example: '(min 7 3 5) ; => 3',
    step: choose('<'),
  },
  {
    name: 'max',
    signature: '(max a b ...)',
    minimum: 1,
    doc: 'The greatest operand.',
    example: '(max 7 3 9) ; => 9',
    step: choose('>'),
  },
];

const abs: FunctionForm = {
  kind: 'function',
  name: 'abs',
  signature: '(abs a)',
  doc: 'The absolute value. Fails with ArithmeticOverflow for the least value of a signed type.',
  example: '(abs -7) ; => 7',
  check(form, checker) {
    if (!checkArity(form, this, checker, 1)) return checker.wrong(form.span);
    const drafts = operandsOf(form).map((operand) => checker.expression(operand));
    const decimals =
      prune(drafts[0]!.type).kind === 'decimal' ? { drafts, type: drafts[0]!.type } : undefined;
    const operands = decimals ?? agreeOnIntegers(drafts, checker, 'abs');
    if (!operands) return checker.wrong(form.span);
    return { kind: 'apply', form: 'abs', arguments: operands.drafts, type: operands.type, span: form.span };
  },
  lower(call) {
    const type = call.type.kind === 'decimal' ? i64 : (call.type as IntegerType);
    const b = call.builder;
    const operand = call.operands[0]!.values;
    if (!type.signed) return operand;
    const cells = operand.map(() => b.cell());
    cells.forEach((cell, index) => b.write(cell, operand[index]!));
    const negative = b.block();
    const after = b.block();
    b.branch('slt', operand.at(-1)!, b.constant(0), negative, after);
    b.enterSealed(negative);
    const zero = constantOperand(b, 0n, type);
    if (type.bits === 128) {
      const negated = wide.subtract(b, [zero[0]!.value, zero[1]!.value], [operand[0]!, operand[1]!], type);
      cells.forEach((cell, index) => b.write(cell, negated[index]!));
    } else {
      b.failIf('eq', operand[0]!, b.constant(minimumOf(type)), 'ArithmeticOverflow', 'integer overflow');
      b.write(cells[0]!, b.binary('sub', zero[0]!.value, operand[0]!));
    }
    b.jump(after);
    b.enterSealed(after);
    return cells.map((cell) => b.read(cell));
  },
};

export const arithmeticForms: readonly FunctionForm[] = [...rows.map(arithmetic), abs];
