// Selection of loads and stores: addends, frame addresses and constant addresses move into the offset.
import type { Load, Store, Value } from '../../grammar/flow.js';
import { asSigned, fitsOffset } from './facts.js';
import { copyTo, framePointer, type MachineInstruction, type Operand, type Register } from './machine.js';
import type { Selection } from './select.js';

interface Place {
  readonly base: Register;
  readonly offset: number;
  /** Instructions that must run before the access. */
  readonly before: readonly MachineInstruction[];
}

function placeOf(selection: Selection, access: Load | Store): Place {
  const { facts } = selection;
  const indexed = facts.indexedSlot(access.address);
  if (indexed)
    return { base: selection.register(access.address), offset: access.offset + indexed.offset, before: [] };
  let value: Value = access.address;
  let offset = access.offset;
  let vanishes = facts.isOnlyAddress(value);
  while (vanishes && !facts.known(value)) {
    const definition = facts.definitions[value];
    const addend = definition && facts.addendOf(definition);
    const sum = offset + Number(addend?.constant);
    if (!addend || !fitsOffset(sum)) break;
    value = addend.value;
    offset = sum;
    vanishes = facts.uses[value] === 1;
  }
  return inReach(selection, value, offset, access);
}

function inReach(selection: Selection, value: Value, offset: number, { span }: Load | Store): Place {
  const known = selection.facts.known(value);
  if (known?.kind === 'frame') {
    const sum = known.offset + offset;
    if (fitsOffset(sum)) return { base: framePointer, offset: sum, before: [] };
    return { base: selection.registerOf({ kind: 'frame', offset: sum }), offset: 0, before: [] };
  }
  if (known) {
    const address = BigInt.asUintN(64, known.value + BigInt(offset));
    // Bases at multiples of 64 KiB, so that neighbouring addresses share one register.
    const near = BigInt.asIntN(16, address);
    const base = BigInt.asUintN(64, address - near);
    return {
      base: selection.registerOf({ kind: 'constant', value: base }),
      offset: Number(near),
      before: [],
    };
  }
  if (fitsOffset(offset)) return { base: selection.register(value), offset, before: [] };
  const base = selection.fresh();
  const operand: Operand =
    offset === (offset | 0)
      ? { immediate: offset }
      : selection.registerOf({ kind: 'constant', value: BigInt.asUintN(64, BigInt(offset)) });
  const before: MachineInstruction[] = [
    copyTo(base, selection.register(value), span),
    { kind: 'operate', operation: 'add64', dst: base, operand, span },
  ];
  return { base, offset: 0, before };
}

/** Selected even if nobody reads the result: a load can fault. */
export function selectLoad(selection: Selection, instruction: Load): void {
  const { size, result, span } = instruction;
  if (selection.bypassed.has(result)) return;
  const { base, offset, before } = placeOf(selection, instruction);
  selection.emit(...before, { kind: 'load', size, dst: selection.result(result), base, offset, span });
}

export function selectStore(selection: Selection, instruction: Store): void {
  const { size, span } = instruction;
  const value = storedOperand(selection, instruction.value, size);
  const { base, offset, before } = placeOf(selection, instruction);
  selection.emit(...before, { kind: 'store', size, base, offset, value, span });
}

/** The store cuts the immediate, so of a constant only the stored bits must fit. */
function storedOperand(selection: Selection, value: Value, size: number): Operand {
  const constant = selection.facts.constant(value);
  if (constant === undefined) return selection.register(value);
  const stored = size === 8 ? asSigned(constant) : BigInt.asIntN(8 * size, constant);
  return stored === BigInt.asIntN(32, stored)
    ? { immediate: Number(BigInt.asIntN(32, stored)) }
    : selection.register(value);
}
