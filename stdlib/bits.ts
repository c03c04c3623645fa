// Bit operations on integers of any width.
import type { BinaryOperator, Value } from '../grammar/flow.js';
import type { IntegerType } from '../grammar/signature.js';
import type { ListSyntax } from '../grammar/syntax.js';
import type { FlowBuilder } from './builder.js';
import type { Checker, Draft, FunctionForm, Lowering } from './form.js';
import { hole, isWhole, prune, showType } from './inferred.js';
import * as narrow from './integer.js';
import { checkArity, checkIntegers, operandsOf } from './shapes.js';
import * as wide from './wide.js';

function apply(form: ListSyntax, name: string, drafts: readonly Draft[], type: Draft['type']): Draft {
  return { kind: 'apply', form: name, arguments: drafts, type, span: form.span };
}

function bitwise(
  name: string,
  aliases: readonly string[],
  operator: BinaryOperator,
  neutral: bigint,
  doc: string,
  example: string,
): FunctionForm {
  const form: FunctionForm = {
    kind: 'function',
    name,
    aliases,
    signature: `(${name} a ...)`,
    doc,
    example,
    check(list, checker) {
      const operands = checkIntegers(list, checker, name);
      if (!operands) return checker.wrong(list.span);
      return apply(list, name, operands.drafts, operands.drafts.length === 0 ? hole() : operands.type);
    },
    lower({ builder, operands, type }) {
      const [first, ...rest] = operands;
      if (!first) return components(type as IntegerType).map(() => builder.constant(neutral));
      return rest.reduce<readonly Value[]>(
        (total, { values }) => total.map((value, index) => builder.binary(operator, value, values[index]!)),
        first.values,
      );
    },
  };
  return form;
}

function components(type: IntegerType): readonly number[] {
  return type.bits === 128 ? [0, 1] : [0];
}

const complement: FunctionForm = {
  kind: 'function',
  name: 'bit-not',
  aliases: ['lognot'],
  signature: '(bit-not a)',
  doc: 'All bits of the operand flipped, within the width of its type.',
  example: '(bit-not 10) ; => -11\n(bit-not (u8 1)) ; => 254',
  check(form, checker) {
    if (!checkArity(form, complement, checker, 1)) return checker.wrong(form.span);
    const operands = checkIntegers(form, checker, 'bit-not');
    return operands ? apply(form, 'bit-not', operands.drafts, operands.type) : checker.wrong(form.span);
  },
  lower({ builder, operands, type }) {
    const integer = type as IntegerType;
    if (integer.bits === 128)
      return operands[0]!.values.map((value) => builder.binaryWith('xor', value, -1n));
    return [narrow.complement(builder, operands[0]!.values[0]!, integer)];
  },
};

function checkShift(form: ListSyntax, row: FunctionForm, checker: Checker): Draft {
  if (!checkArity(form, row, checker, 2)) return checker.wrong(form.span);
  const drafts = operandsOf(form).map((operand) => checker.expression(operand));
  for (const draft of drafts) {
    if (isWhole(draft.type)) continue;
    checker.diagnostics.report('typeMismatch', draft.span, {
      purpose: `an operand of \`${row.name}\``,
      wanted: 'an integer',
      found: showType(draft.type),
      hint: 'shifts work on integers',
    });
    return checker.wrong(form.span);
  }
  return apply(form, row.name, drafts, prune(drafts[0]!.type));
}

function lowerShift(call: Lowering, direction: 'left' | 'right'): readonly Value[] {
  const b = call.builder;
  const type = call.type as IntegerType;
  const { values } = call.operands[0]!;
  const [amount, high] = call.operands[1]!.values as [Value, Value?];
  const tooWide = 'shift by the width of the type or more';
  if (high !== undefined) b.failIf('ne', high, b.constant(0), 'InvalidArgument', tooWide);
  if (type.bits < 128) return [narrow.shift(b, direction, values[0]!, amount, type)];
  b.failIf('uge', amount, b.constant(128), 'InvalidArgument', tooWide);
  return wide.shift(b, direction, [values[0]!, values[1]!], amount, type.signed);
}

function shift(
  name: string,
  alias: string,
  direction: 'left' | 'right',
  doc: string,
  example: string,
): FunctionForm {
  const form: FunctionForm = {
    kind: 'function',
    name,
    aliases: [alias],
    signature: `(${name} a amount)`,
    doc,
    example,
    check: (list, checker) => checkShift(list, form, checker),
    lower: (call) => lowerShift(call, direction),
  };
  return form;
}

function negated(b: FlowBuilder, values: readonly Value[]): readonly Value[] {
  const zero = b.constant(0);
  if (values.length === 1) return [b.binary('sub', zero, values[0]!)];
  return wide.wrapping(b, 'sub', [zero, zero], [values[0]!, values[1]!]);
}

const arithmeticShift: FunctionForm = {
  kind: 'function',
  name: 'ash',
  signature: '(ash a amount)',
  doc: 'Shifts left by a positive amount and right by a negative one.',
  example: '(ash 1 4) ; => 16\n(ash 32 -2) ; => 8',
  check: (form, checker) => checkShift(form, arithmeticShift, checker),
  lower(call) {
    const b = call.builder;
    const { values: amount, type: amountType } = call.operands[1]!;
    if (amountType.kind === 'integer' && !amountType.signed) return lowerShift(call, 'left');
    const cells = call.operands[0]!.values.map(() => b.cell());
    const left = b.block();
    const right = b.block();
    const after = b.block();
    const store = (values: readonly Value[]) => {
      cells.forEach((cell, index) => b.write(cell, values[index]!));
      b.jump(after);
    };
    b.branch('slt', amount.at(-1)!, b.constant(0), right, left);
    b.enterSealed(left);
    store(lowerShift(call, 'left'));
    b.enterSealed(right);
    const opposite = { ...call.operands[1]!, values: negated(b, amount) };
    store(lowerShift({ ...call, operands: [call.operands[0]!, opposite] }, 'right'));
    b.enterSealed(after);
    return cells.map((cell) => b.read(cell));
  },
};

export const bitForms: readonly FunctionForm[] = [
  bitwise('bit-and', ['logand'], 'and', -1n, 'The bits set in all operands.', '(bit-and 12 10) ; => 8'),
  bitwise('bit-or', ['logior'], 'or', 0n, 'The bits set in any operand.', '(bit-or 12 10) ; => 14'),
  bitwise(
    'bit-xor',
    ['logxor'],
    'xor',
    0n,
    'The bits set in an odd number of operands.',
    '(bit-xor 12 10) ; => 6',
  ),
  complement,
  shift(
    'shift-left',
    '<<',
    'left',
    'The bits moved left; those that leave the type are lost. Fails if the amount is the width of the type or more.',
    '(shift-left 1 10) ; => 1024',
  ),
  shift(
    'shift-right',
    '>>',
    'right',
    'The bits moved right, keeping the sign of a signed integer. Fails if the amount is the width of the type or more.',
    '(shift-right 1024 3) ; => 128\n(shift-right -16 2) ; => -4',
  ),
  arithmeticShift,
];
