// Numeric forms that look at the types of their operands: powers, divisors of any count, the limits of types.
import {
  decimal as decimalType,
  i64,
  integerTypes,
  maximumOf,
  minimumOf,
  typeName,
  type IntegerType,
} from '../grammar/signature.js';
import type { ListSyntax } from '../grammar/syntax.js';
import type { Checker, Draft, FunctionForm } from './form.js';
import { isInteger, prune, showType, unify } from './inferred.js';
import { agreeOnIntegers, checkArity, checkIntegers, operandsOf } from './shapes.js';

interface Row {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly signature: string;
  readonly doc: string;
  readonly example: string;
}

function form(row: Row, check: (form: ListSyntax, checker: Checker) => Draft): FunctionForm {
  return { kind: 'function', ...row, check, lower: () => [] };
}

const powRow: Row = {
  name: 'pow',
  aliases: ['expt'],
  signature: '(pow base exponent)',
  doc: 'The power. Of an integer it is one of its type, which fails with ArithmeticOverflow if it does not fit and with InvalidArgument for negative exponents. Of a decimal, and where the exponent is a negative literal, it is a decimal, each product cut off behind nine digits.',
  example: '(pow 2 10) ; => 1024\n(pow 2 -2) ; => 0.25\n(pow 1.5 2) ; => 2.25',
};

const pow = form(powRow, (list, checker) => {
  if (!checkArity(list, powRow, checker, 2)) return checker.wrong(list.span);
  const [base, exponent] = operandsOf(list).map((operand) => checker.expression(operand));
  const isNegative = exponent!.kind === 'integer' && exponent!.value < 0n;
  if (prune(base!.type).kind !== 'decimal' && !isNegative) {
    const both = [base!, exponent!].every((draft) => agreeOnIntegers([draft], checker, 'pow'));
    return both ? checker.callLibrary('power-of', [base!, exponent!], list) : checker.wrong(list.span);
  }
  const number = checker.expect(base!, decimalType, 'the base of `pow`');
  if (!agreeOnIntegers([exponent!], checker, 'pow')) return checker.wrong(list.span);
  unify(exponent!.type, i64);
  return checker.callLibrary('decimal-power', [number, exponent!], list);
});

/** A form that folds a function of two integers over any number of them. */
function folded(row: Row, pair: string, neutral: bigint): FunctionForm {
  return form(row, (list, checker) => {
    const operands = checkIntegers(list, checker, row.name);
    if (!operands) return checker.wrong(list.span);
    const { drafts, type } = operands;
    const none: Draft = {
      kind: 'integer',
      value: neutral,
      type: drafts.length === 0 ? i64 : type,
      span: list.span,
    };
    const [first = none, ...rest] = drafts;
    // Of one operand it is its size.
    const more = rest.length === 0 ? [none] : rest;
    return more.reduce((left, right) => checker.callLibrary(pair, [left, right], list), first);
  });
}

/** A limit of the type that the operand names or has. */
function limit(row: Row, valueOf: (type: IntegerType) => bigint): FunctionForm {
  return form(row, (list, checker) => {
    if (!checkArity(list, row, checker, 1)) return checker.wrong(list.span);
    const [operand] = operandsOf(list);
    const named = integerTypes.find((type) => operand!.kind === 'symbol' && typeName(type) === operand!.name);
    const { span } = list;
    if (named) return { kind: 'integer', value: valueOf(named), type: named, span };
    const draft = checker.expression(operand!);
    const found = prune(draft.type);
    if (found.kind === 'never') return draft;
    if (!isInteger(found)) {
      checker.diagnostics.report('typeMismatch', draft.span, {
        purpose: `the operand of \`${row.name}\``,
        wanted: 'an integer type or an integer',
        found: showType(found),
        hint: 'only integer types have such a limit',
      });
      return checker.wrong(span);
    }
    if (found.kind === 'hole') unify(found, i64);
    const type = prune(found) as IntegerType;
    const value: Draft = { kind: 'integer', value: valueOf(type), type, span };
    return { kind: 'sequence', items: [draft, value], type, span };
  });
}

export const numericForms: readonly FunctionForm[] = [
  pow,
  folded(
    {
      name: 'gcd',
      signature: '(gcd integer ...)',
      doc: 'The greatest common divisor, never negative; 0 of none.',
      example: '(gcd 48 18 30) ; => 6\n(gcd) ; => 0',
    },
    'gcd-of-two',
    0n,
  ),
  folded(
    {
      name: 'lcm',
      signature: '(lcm integer ...)',
      doc: 'The least common multiple, never negative; 1 of none. Fails with ArithmeticOverflow if it does not fit.',
      example: '(lcm 4 6) ; => 12\n(lcm) ; => 1',
    },
    'lcm-of-two',
    1n,
  ),
  limit(
    {
      name: 'max-value',
      signature: '(max-value type)',
      doc: 'The greatest integer of a type, or of the type of a value.',
      example: '(max-value u16) ; => 65535\n(max-value (i8 1)) ; => 127',
    },
    maximumOf,
  ),
  limit(
    {
      name: 'min-value',
      signature: '(min-value type)',
      doc: 'The least integer of a type, or of the type of a value.',
      example: '(min-value i16) ; => -32768',
    },
    minimumOf,
  ),
];
