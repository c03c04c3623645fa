// Predecoding: a program's instructions as steps, with their operations chosen and their operands in place.
import type { Instruction, NamedOpcodeRow, Version } from '../../grammar/sbpf.js';
import {
  callxField,
  decode,
  hasStaticSyscalls,
  rowFor,
  signExtendsMoves,
  signExtendsResults,
  subtractsFromImmediate,
  wideImmediate,
} from '../../grammar/sbpf.js';
import type { Executable } from '../executable.js';
import * as access from './access.js';
import * as arithmetic from './arithmetic.js';
import * as control from './control.js';
import type { Operation, Program, Step } from './core.js';
import { framePointer, registerCount } from './core.js';

const programs = new WeakMap<Executable, Program>();

/** The steps of an executable, made once. */
export function predecode(executable: Executable): Program {
  const known = programs.get(executable);
  if (known !== undefined) return known;
  const constants = new Constants();
  const slots = decode(executable.text);
  const steps = slots.map((_, pc) => stepAt(executable, slots, pc, constants));
  const program = { executable, steps, constants: BigUint64Array.from(constants.values) };
  programs.set(executable, program);
  return program;
}

/** Places behind the registers; equal values share one. */
class Constants {
  readonly values: bigint[] = [];
  readonly #places = new Map<bigint, number>();

  place(value: bigint): number {
    const unsigned = BigInt.asUintN(64, value);
    let place = this.#places.get(unsigned);
    if (place === undefined) {
      place = registerCount + this.values.length;
      this.#places.set(unsigned, place);
      this.values.push(unsigned);
    }
    return place;
  }
}

/** A step whose operands are the registers the slot names, if nothing else is said. */
function makeStep(
  run: Operation,
  pc: number,
  { dst, src, offset }: Instruction,
  operand = src,
  target = -1,
): Step {
  // The verifier keeps such instructions out; whoever skips it must not reach beyond the register file.
  const legal = dst <= framePointer && src <= framePointer;
  return {
    run: legal ? run : control.unsupported,
    dst,
    src: operand,
    dstWord: 2 * dst,
    srcWord: 2 * operand,
    offset,
    next: pc + 1,
    target,
    hash: 0,
  };
}

function stepAt(
  executable: Executable,
  slots: readonly Instruction[],
  pc: number,
  constants: Constants,
): Step {
  const { version } = executable;
  const slot = slots[pc]!;
  const row = rowFor(slot.opcode, version);
  if (row === undefined) return makeStep(control.unsupported, pc, slot);
  const operation = operationOf(row, version);
  const target = pc + 1 + slot.offset;
  switch (row.shape) {
    case 'dst-imm':
    case 'store-imm':
      return makeStep(operation, pc, slot, constants.place(immediateOf(row, slot.immediate)));
    case 'endian': {
      const known = [16, 32, 64].includes(slot.immediate);
      return makeStep(
        known ? operation : control.unsupported,
        pc,
        slot,
        constants.place(BigInt(slot.immediate)),
      );
    }
    case 'branch-imm':
      return makeStep(operation, pc, slot, constants.place(BigInt(slot.immediate)), target);
    case 'jump':
    case 'branch-reg':
      return makeStep(operation, pc, slot, slot.src, target);
    case 'lddw': {
      const value = wideImmediate(slot.immediate, slots[pc + 1]?.immediate ?? 0);
      return { ...makeStep(operation, pc, slot, constants.place(value)), next: pc + 2 };
    }
    case 'callx': {
      const register = slot[callxField(version)];
      const known = register >= 0 && register <= framePointer;
      return makeStep(known ? operation : control.unsupported, pc, slot, known ? register : 0);
    }
    case 'call':
      return callStep(executable, slots, pc);
    default:
      return makeStep(operation, pc, slot);
  }
}

function callStep({ version, functions }: Executable, slots: readonly Instruction[], pc: number): Step {
  const slot = slots[pc]!;
  const hash = slot.immediate >>> 0;
  if (!hasStaticSyscalls(version)) {
    return { ...makeStep(control.callByKey, pc, slot, slot.src, functions.get(hash) ?? -1), hash };
  }
  if (slot.src === 0) return { ...makeStep(control.callByKey, pc, slot), hash };
  const callee = pc + 1 + slot.immediate;
  const known = slot.src === 1 && callee >= 0 && callee < slots.length;
  return makeStep(control.callFunction, pc, slot, slot.src, known ? callee : -1);
}

/** These take their immediate zero-extended (SIMD-0174); all others sign-extend it. */
const zeroExtended: ReadonlySet<string> = new Set(['uhmul64.imm', 'udiv64.imm', 'urem64.imm']);

function immediateOf(row: NamedOpcodeRow, immediate: number): bigint {
  if (row.name === 'hor64') return BigInt(immediate) << 32n;
  return BigInt(zeroExtended.has(row.name) ? immediate >>> 0 : immediate);
}

function operationOf(row: NamedOpcodeRow, version: Version): Operation {
  if (row.name === 'sub64.imm' && subtractsFromImmediate(version)) return arithmetic.reverseSub64;
  if (row.name === 'sub32.imm' && subtractsFromImmediate(version)) return arithmetic.reverseUnsignedSub32;
  if (row.name === 'mov32.reg' && signExtendsMoves(version)) return arithmetic.signedMov32;
  if (!signExtendsResults(version)) {
    const unsigned = zeroExtending[row.mnemonic];
    if (unsigned !== undefined) return unsigned;
  }
  return operations[row.mnemonic] ?? control.unsupported;
}

const zeroExtending: Readonly<Record<string, Operation>> = {
  add32: arithmetic.unsignedAdd32,
  sub32: arithmetic.unsignedSub32,
  mul32: arithmetic.unsignedMul32,
};

/** By mnemonic; the rules of versions that differ are above. `mov32` zero-extends its immediate as it does registers. */
const operations: Readonly<Record<string, Operation>> = {
  ...arithmetic,
  ...access,
  ...control,
  lddw: arithmetic.mov64,
  hor64: arithmetic.or64,
  lmul32: arithmetic.unsignedMul32,
  lmul64: arithmetic.mul64,
  udiv32: arithmetic.div32,
  udiv64: arithmetic.div64,
  urem32: arithmetic.mod32,
  urem64: arithmetic.mod64,
  stb: access.stxb,
  sth: access.stxh,
  stw: access.stxw,
  stdw: access.stxdw,
};
