// Comparisons: equality of any values, order of integers, `not`.
import type { BlockId, Value } from '../grammar/flow.js';
import { bool, decimal, never, type Type } from '../grammar/signature.js';
import type { ListSyntax } from '../grammar/syntax.js';
import type { FlowBuilder } from './builder.js';
import type { Checker, Draft, FunctionForm, Lowering, Operand } from './form.js';
import { branchEqual } from './equality.js';
import { isInteger, prune, showType, type Inferred } from './inferred.js';
import { comparisonHint } from './special/mismatch.js';
import { comparisonFor } from './integer.js';
import { keyWord } from './keys.js';
import { agreeOnIntegers, checkArity, operandsOf } from './shapes.js';
import * as wide from './wide.js';

type Order = '<' | '<=' | '>' | '>=' | '=' | '!=';

interface ComparisonRow {
  readonly name: Order;
  readonly aliases?: readonly string[];
  readonly doc: string;
  readonly example: string;
}

const rows: readonly ComparisonRow[] = [
  {
    name: '=',
    aliases: ['=='],
    doc: 'Whether all operands are equal: by their value, arrays, records and the like part by part.',
    example: '(= [1 2] [1 2]) ; => true\n(= 3 3 3) ; => true\n(= "on" "off") ; => false',
  },
  {
    name: '!=',
    aliases: ['/='],
    doc: 'Whether no two operands are equal.',
    example: '(!= 3 4) ; => true\n(!= 1 2 1) ; => false',
  },
  { name: '<', doc: 'Whether each operand is less than the next.', example: '(< 1 2 3) ; => true' },
  { name: '<=', doc: 'Whether no operand is greater than the next.', example: '(<= 1 1 2) ; => true' },
  { name: '>', doc: 'Whether each operand is greater than the next.', example: '(> 3 2 2) ; => false' },
  { name: '>=', doc: 'Whether no operand is less than the next.', example: '(>= 3 2 2) ; => true' },
];

function checkEquality(row: ComparisonRow, form: ListSyntax, checker: Checker): Draft {
  const drafts = operandsOf(form).map((operand) => checker.expression(operand));
  const type: Inferred = never;
  const lost = drafts.find((draft) => prune(draft.type).kind === 'unit');
  if (lost) return checker.expect(lost, type, `an operand of \`${row.name}\``);
  const joined = checker.common(drafts);
  if (joined.type)
    return {
      kind: 'apply',
      form: row.name,
      arguments: joined.drafts,
      type: bool,
      span: form.span,
    };
  const { first, second } = joined;
  checker.diagnostics.report(
    isInteger(first.type) && isInteger(second.type) ? 'typesDiffer' : 'typeMismatch',
    second.span,
    {
      form: row.name,
      earlier: showType(first.type),
      purpose: `an operand of \`${row.name}\``,
      wanted: showType(first.type),
      found: showType(second.type),
      hint: comparisonHint(first, second) ?? 'only values of one type can be compared',
    },
    [{ message: `this is ${showType(first.type)}`, span: first.span }],
  );
  return checker.wrong(form.span);
}

/** An integer quotient has lost the fraction that it is compared with. */
function checkQuotients(drafts: readonly Draft[], checker: Checker): void {
  const unit = 10n ** BigInt(decimal.digits);
  const hasFraction = (draft: Draft) => draft.kind === 'integer' && draft.value % unit !== 0n;
  const quotient = drafts.find(
    (draft) => draft.kind === 'apply' && draft.form === '/' && prune(draft.type).kind !== 'decimal',
  );
  const fraction = drafts.find((draft) => prune(draft.type).kind === 'decimal' && hasFraction(draft));
  if (quotient && fraction)
    checker.diagnostics.report('integerQuotient', quotient.span, {}, [
      { message: 'compared with this fraction', span: fraction.span },
    ]);
}

/** Numbers of one type: integers, or decimals if any is one. */
function checkNumbers(
  form: ListSyntax,
  checker: Checker,
  name: string,
): { readonly drafts: readonly Draft[]; readonly type: Inferred } | undefined {
  const drafts = operandsOf(form).map((operand) => checker.expression(operand));
  if (!drafts.some((draft) => prune(draft.type).kind === 'decimal'))
    return agreeOnIntegers(drafts, checker, name);
  checkQuotients(drafts, checker);
  const joined = checker.common(drafts);
  return joined.type ? joined : agreeOnIntegers(drafts, checker, name);
}

/** The operand's words of a pubkey: constants where it is known, else loads. */
function pubkeyWords(b: FlowBuilder, operand: Operand): (index: number) => Value {
  const { source } = operand;
  if (source.kind === 'pubkey') {
    return (index) => b.constant(keyWord(source.bytes, index * 8));
  }
  return (index) => b.load(8, operand.values[0]!, index * 8);
}

function branchEqualPubkeys(
  b: FlowBuilder,
  left: Operand,
  right: Operand,
  then: BlockId,
  otherwise: BlockId,
): void {
  const leftWord = pubkeyWords(b, left);
  const rightWord = pubkeyWords(b, right);
  for (let index = 0; index < 4; index++) {
    const next = index === 3 ? then : b.block();
    b.branch('ne', leftWord(index), rightWord(index), otherwise, next);
    if (index < 3) b.enterSealed(next);
  }
}

/** Whether `<` and its like compare values of the type. */
const isOrdered = ({ kind }: Type): boolean => kind === 'integer' || kind === 'decimal' || kind === 'bool';

/** Branches on a comparison of two operands of one type. */
function branchPair(
  b: FlowBuilder,
  order: Order,
  left: Operand,
  right: Operand,
  then: BlockId,
  otherwise: BlockId,
): void {
  const { type } = left;
  if (!isOrdered(type)) {
    const [whenEqual, whenNot] = order === '=' ? [then, otherwise] : [otherwise, then];
    if (type.kind === 'pubkey') return branchEqualPubkeys(b, left, right, whenEqual, whenNot);
    return branchEqual(b, type, left.values, right.values, whenEqual, whenNot);
  }
  const signed = type.kind === 'decimal' || (type.kind === 'integer' && type.signed);
  if (type.kind === 'integer' && type.bits === 128) {
    const pair = (operand: Operand): wide.Wide => [operand.values[0]!, operand.values[1]!];
    return wide.branch(b, order, pair(left), pair(right), signed, then, otherwise);
  }
  b.branch(comparisonFor(order, signed), left.values[0]!, right.values[0]!, then, otherwise);
}

/** The pairs that must all compare: neighbours, or for `!=` any two. */
function pairsOf(order: Order, operands: readonly Operand[]): readonly (readonly [Operand, Operand])[] {
  if (order !== '!=') return operands.slice(1).map((right, index) => [operands[index]!, right] as const);
  return operands.flatMap((left, index) => operands.slice(index + 1).map((right) => [left, right] as const));
}

function branchAll(call: Lowering, order: Order, then: BlockId, otherwise: BlockId): void {
  const b = call.builder;
  const pairs = pairsOf(order, call.operands);
  if (pairs.length === 0) return b.jump(then);
  pairs.forEach(([left, right], index) => {
    const next = index === pairs.length - 1 ? then : b.block();
    branchPair(b, order, left, right, next, otherwise);
    if (next !== then) b.enterSealed(next);
  });
}

/** A bool from a branch. */
export function boolFrom(b: FlowBuilder, branch: (then: BlockId, otherwise: BlockId) => void): Value {
  const cell = b.cell();
  const whenTrue = b.block();
  const whenFalse = b.block();
  const after = b.block();
  branch(whenTrue, whenFalse);
  b.enterSealed(whenTrue);
  b.write(cell, b.constant(1));
  b.jump(after);
  b.enterSealed(whenFalse);
  b.write(cell, b.constant(0));
  b.jump(after);
  b.enterSealed(after);
  return b.read(cell);
}

function comparison(row: ComparisonRow): FunctionForm {
  const form: FunctionForm = {
    kind: 'function',
    ...row,
    signature: `(${row.name} a b ...)`,
    check(list, checker) {
      if (!checkArity(list, form, checker, 1, Infinity)) return checker.wrong(list.span);
      if (row.name === '=' || row.name === '!=') return checkEquality(row, list, checker);
      const operands = checkNumbers(list, checker, row.name);
      if (!operands) return checker.wrong(list.span);
      return {
        kind: 'apply',
        form: row.name,
        arguments: operands.drafts,
        type: bool,
        span: list.span,
      };
    },
    lower(call) {
      const [left, right] = call.operands;
      const simple = call.operands.length === 2 && left!.values.length === 1 && isOrdered(left!.type);
      if (simple) {
        const signed = left!.type.kind === 'decimal' || (left!.type.kind === 'integer' && left!.type.signed);
        return [call.builder.compare(comparisonFor(row.name, signed), left!.values[0]!, right!.values[0]!)];
      }
      return [boolFrom(call.builder, (then, otherwise) => branchAll(call, row.name, then, otherwise))];
    },
    branch: (call, then, otherwise) => branchAll(call, row.name, then, otherwise),
  };
  return form;
}

const not: FunctionForm = {
  kind: 'function',
  name: 'not',
  signature: '(not a)',
  doc: 'Whether the operand counts as false: false, null, 0 and "" do.',
  example: '(not true) ; => false\n(not 0) ; => true',
  check(form, checker) {
    if (!checkArity(form, not, checker, 1)) return checker.wrong(form.span);
    const operand = checker.condition(operandsOf(form)[0]!);
    return { kind: 'apply', form: 'not', arguments: [operand], type: bool, span: form.span };
  },
  lower: ({ builder, operands }) => [builder.compare('eq', operands[0]!.values[0]!, builder.constant(0))],
};

export const comparisonForms: readonly FunctionForm[] = [...rows.map(comparison), not];
