// Comparisons: equality of any values, order of integers, `not`.
import type { BlockId, Value } from '../grammar/flow.js';
import type { IntegerType } from '../grammar/signature.js';
import type { ListSyntax } from '../grammar/syntax.js';
import type { FlowBuilder } from './builder.js';
import type { Checker, Draft, FunctionForm, Lowering, Operand } from './form.js';
import { isInteger, prune, showType, unify, type Inferred } from './inferred.js';
import { comparisonFor } from './integer.js';
import { keyWord } from './keys.js';
import { checkArity, checkIntegers, operandsOf } from './shapes.js';
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
    doc: 'Whether all operands are equal: integers, bools, strings and pubkeys by their value.',
    example: '(= 3 3 3) ; => true\n(= "on" "off") ; => false',
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
  let type: Inferred = { kind: 'never' };
  for (const draft of drafts) {
    if (prune(draft.type).kind === 'unit')
      return checker.expect(draft, type, `an operand of \`${row.name}\``);
    const joined = unify(type, draft.type);
    if (!joined) {
      const earlier = drafts[0]!;
      checker.diagnostics.report(
        isInteger(type) && isInteger(draft.type) ? 'typesDiffer' : 'typeMismatch',
        draft.span,
        {
          form: row.name,
          earlier: showType(type),
          purpose: `an operand of \`${row.name}\``,
          wanted: showType(type),
          found: showType(draft.type),
          hint: `only values of one type can be compared`,
        },
        [{ message: `this is ${showType(type)}`, span: earlier.span }],
      );
      return checker.wrong(form.span);
    }
    type = joined;
  }
  return { kind: 'apply', form: row.name, arguments: drafts, type: { kind: 'bool' }, span: form.span };
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

/** Lengths first; then Agave: SyscallMemcmp, which writes the difference as an i32. */
function branchEqualStrings(
  b: FlowBuilder,
  left: Operand,
  right: Operand,
  then: BlockId,
  otherwise: BlockId,
): void {
  const sameLength = b.block();
  b.branch('ne', left.values[1]!, right.values[1]!, otherwise, sameLength);
  b.enterSealed(sameLength);
  const difference = b.slot(8);
  b.syscall('sol_memcmp_', [left.values[0]!, right.values[0]!, left.values[1]!, difference], true);
  b.branch('eq', b.load(4, difference), b.constant(0), then, otherwise);
}

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
  if (type.kind === 'pubkey' || type.kind === 'string') {
    const [whenEqual, whenNot] = order === '=' ? [then, otherwise] : [otherwise, then];
    const compare = type.kind === 'pubkey' ? branchEqualPubkeys : branchEqualStrings;
    return compare(b, left, right, whenEqual, whenNot);
  }
  const signed = type.kind === 'integer' && type.signed;
  if (type.kind === 'integer' && type.bits === 128) {
    const pair = (operand: Operand): wide.Wide => [operand.values[0]!, operand.values[1]!];
    return wide.branch(b, order, pair(left), pair(right), signed, then, otherwise);
  }
  if (left.values.length === 0) return b.jump(order === '=' ? then : otherwise);
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
      const operands = checkIntegers(list, checker, row.name);
      if (!operands) return checker.wrong(list.span);
      return {
        kind: 'apply',
        form: row.name,
        arguments: operands.drafts,
        type: { kind: 'bool' },
        span: list.span,
      };
    },
    lower(call) {
      const [left, right] = call.operands;
      const simple = call.operands.length === 2 && left!.values.length === 1 && left!.type.kind !== 'pubkey';
      if (simple) {
        const signed = (left!.type as IntegerType).signed;
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
    return { kind: 'apply', form: 'not', arguments: [operand], type: { kind: 'bool' }, span: form.span };
  },
  lower: ({ builder, operands }) => [builder.compare('eq', operands[0]!.values[0]!, builder.constant(0))],
};

export const comparisonForms: readonly FunctionForm[] = [...rows.map(comparison), not];
