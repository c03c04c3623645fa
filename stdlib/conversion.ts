// Conversions: the name of an integer type converts to it, checked; `wrapping-` before it keeps the low bits.
import {
  bool,
  decimal as decimalType,
  integerTypes,
  typeName,
  type DecimalType,
  type IntegerType,
} from '../grammar/signature.js';
import { childrenOf } from '../grammar/core.js';
import type { Value } from '../grammar/flow.js';
import { fromInteger } from './decimal.js';
import type { Draft, FunctionForm, Lowering } from './form.js';
import { isWhole, prune, showType, unify, type Inferred } from './inferred.js';
import * as narrow from './integer.js';
import { checkArity, operandsOf } from './shapes.js';
import * as wide from './wide.js';

function convertChecked(call: Lowering, to: IntegerType): readonly Value[] {
  const b = call.builder;
  const { values, type } = call.operands[0]!;
  if (type.kind !== 'integer') return to.bits === 128 ? wide.widen(b, values[0]!, false) : values;
  if (type.bits < 128 && to.bits < 128) return [narrow.convert(b, values[0]!, type, to)];
  const converted = wide.convert(b, values, type, to);
  if (typeof converted !== 'number') return converted;
  const low: IntegerType = { kind: 'integer', signed: type.signed && to.signed, bits: 64 };
  return [narrow.convert(b, converted, low, to)];
}

function convertWrapping(call: Lowering, to: IntegerType): readonly Value[] {
  const b = call.builder;
  const { values, type } = call.operands[0]!;
  if (to.bits < 128) return [narrow.wrap(b, values[0]!, to)];
  if (values.length === 2) return values;
  return wide.widen(b, values[0]!, type.kind === 'integer' && type.signed);
}

/** Whether the type is that of a variable too, which what is made of its value does not decide. */
function hasVariable(draft: Draft, type: Inferred): boolean {
  if (draft.kind === 'variable') return prune(draft.type) === type;
  return childrenOf(draft).some((child) => hasVariable(child, type));
}

function conversion(to: IntegerType, wrapping: boolean): FunctionForm {
  const target = typeName(to);
  const name = wrapping ? `wrapping-${target}` : target;
  const form: FunctionForm = {
    kind: 'function',
    name,
    signature: `(${name} a)`,
    doc: wrapping
      ? `The low ${to.bits} bits of an integer, read as ${target}.`
      : `The integer or bool as ${target}. Fails with ArithmeticOverflow if it does not fit; a literal is checked when compiled.`,
    example: wrapping
      ? `(wrapping-${target} -1) ; => ${to.signed ? -1n : (1n << BigInt(to.bits)) - 1n}`
      : `(${target} 100) ; => 100`,
    check(list, checker) {
      if (!checkArity(list, form, checker, 1)) return checker.wrong(list.span);
      const operand = checker.expression(operandsOf(list)[0]!);
      const type = prune(operand.type);
      if (type.kind === 'never') return operand;
      if (type.kind === 'hole' && !wrapping && (type.wide || !hasVariable(operand, type))) {
        unify(type, to);
        return operand;
      }
      if (!isWhole(type) && type.kind !== 'bool') {
        checker.diagnostics.report('typeMismatch', operand.span, {
          purpose: `the operand of \`${name}\``,
          wanted: 'an integer or a bool',
          found: showType(type),
          hint: 'only integers and bools convert to integers',
        });
        return checker.wrong(list.span);
      }
      return { kind: 'apply', form: name, arguments: [operand], type: to, span: list.span };
    },
    lower: (call) => (wrapping ? convertWrapping(call, to) : convertChecked(call, to)),
  };
  return form;
}

const toBool: FunctionForm = {
  kind: 'function',
  name: 'bool',
  signature: '(bool a)',
  doc: 'Whether the operand counts as true: anything but false, null, 0 and "".',
  example: '(bool 7) ; => true',
  check(form, checker) {
    if (!checkArity(form, toBool, checker, 1)) return checker.wrong(form.span);
    return { ...checker.condition(operandsOf(form)[0]!), type: bool };
  },
  lower: ({ operands }) => operands[0]!.values,
};

const toDecimal: FunctionForm = {
  kind: 'function',
  name: 'decimal',
  aliases: ['float'],
  signature: '(decimal a)',
  doc: 'The integer as a decimal. Fails with ArithmeticOverflow if it does not fit.',
  example: '(/ (decimal 7) 2) ; => 3.5',
  check(form, checker) {
    if (!checkArity(form, toDecimal, checker, 1)) return checker.wrong(form.span);
    const operand = checker.expression(operandsOf(form)[0]!);
    const type = prune(operand.type);
    if (type.kind === 'decimal' || type.kind === 'never') return operand;
    return checker.expect(operand, decimalType, 'the operand of `decimal`');
  },
  lower: (call) => [
    fromInteger(call.builder, call.operands[0]!.values, call.operands[0]!.type, call.type as DecimalType),
  ],
};

export const conversionForms: readonly FunctionForm[] = [
  ...integerTypes.map((type) => conversion(type, false)),
  ...integerTypes.map((type) => conversion(type, true)),
  toBool,
  toDecimal,
];
