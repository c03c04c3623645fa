// Arguments of an instruction: which types they may have, and how those of several sizes are read.
import { frameworkErrorCode } from '../../grammar/framework-errors.js';
import { partsOf, variantsOf } from '../../grammar/layout.js';
import type { Type } from '../../grammar/signature.js';
import { only, type FunctionForm } from '../form.js';
import { BorshReader, isFixed } from './read-borsh.js';

/** Whether arguments of the type can be read. */
export function isReadable(type: Type): boolean {
  switch (type.kind) {
    case 'string':
      return true;
    case 'array':
      return isReadable(type.element);
    case 'function':
    case 'account':
    case 'accounts':
    case 'unit':
    case 'never':
      return false;
    default:
      return isFixed(type) || (partsOf(type) ?? variantsOf(type)?.flat() ?? []).every(isReadable);
  }
}

/** Whether there is text in values of the type. */
export function hasText(type: Type): boolean {
  if (type.kind === 'array') return hasText(type.element);
  return type.kind === 'string' || (partsOf(type) ?? variantsOf(type)?.flat() ?? []).some(hasText);
}

/** `(read-argument address)`: the value at an address of the instruction data, and the address behind it. */
export const readArgument: FunctionForm = {
  kind: 'function',
  name: 'read-argument',
  signature: '(read-argument address)',
  doc: 'An argument, and the address behind it.',
  check: (form, checker) => checker.wrong(form.span),
  lower(call) {
    const b = call.builder;
    const data = b.instructionData();
    const end = b.binary('add', data, b.load(8, data, -8, true));
    const cursor = b.cell();
    b.write(cursor, only(call, 0));
    const type = call.type.kind === 'tuple' ? call.type.items[0]! : call.type;
    const code = frameworkErrorCode('InstructionDidNotDeserialize');
    const reader = new BorshReader(b, cursor, end, {
      code,
      told: 'the instruction data',
      isText: call.callee,
    });
    const values = reader.value(type);
    return [...values, b.read(cursor)];
  },
};
