// The verifier: what must hold of every program before it may run. Source: Agave's RequisiteVerifier.
import type { Executable } from './executable.js';
import type { ImmediateRule, Instruction, OpcodeRow, Version } from '../grammar/sbpf.js';
import { callxField, decode, movesStackPointer, rowFor, slotSize } from '../grammar/sbpf.js';

/** Names of Agave's VerifierError. */
export type VerifyVariant =
  | 'ProgramLengthNotMultiple'
  | 'NoProgram'
  | 'DivisionByZero'
  | 'UnsupportedLEBEArgument'
  | 'LDDWCannotBeLast'
  | 'IncompleteLDDW'
  | 'JumpOutOfCode'
  | 'JumpToMiddleOfLDDW'
  | 'InvalidSourceRegister'
  | 'CannotWriteR10'
  | 'InvalidDestinationRegister'
  | 'UnknownOpCode'
  | 'ShiftWithOverflow'
  | 'InvalidRegister'
  | 'UnalignedImmediate';

/** Why a program may not run. `arguments` are those of Agave's variant, `text` is its message, `pc` the place. */
export interface VerifyError {
  readonly variant: VerifyVariant;
  readonly arguments: readonly bigint[];
  readonly text: string;
  readonly pc: number;
}

/** The first rule the program breaks, in the order of its instructions, or undefined. */
export function verify({ text, version }: Pick<Executable, 'text' | 'version'>): VerifyError | undefined {
  if (text.length % slotSize !== 0) return programLengthNotMultiple;
  if (text.length === 0) return noProgram;
  const slots = decode(text);
  for (let pc = 0; pc < slots.length; pc++) {
    const slot = slots[pc]!;
    const row = rowFor(slot.opcode, version);
    if (row === undefined) return unknownOpcode(slot.opcode, pc);
    const error = checkFields(row, slots, pc, version);
    if (error !== undefined) return error;
    // Agave checks the registers of an lddw after stepping to its second slot, and reports them there.
    if (row.shape === 'lddw') pc++;
    const registerError = checkRegisters(row, slot, pc, version);
    if (registerError !== undefined) return registerError;
  }
  return undefined;
}

function checkFields(
  row: OpcodeRow,
  slots: readonly Instruction[],
  pc: number,
  version: Version,
): VerifyError | undefined {
  const slot = slots[pc]!;
  switch (row.shape) {
    case 'dst-imm':
      if (row.rule !== undefined) return checkImmediate(row.rule, row.width, slot.immediate, pc);
      return movesPointer(row, slot, version) && slot.immediate % 64 !== 0
        ? unalignedImmediate(pc)
        : undefined;
    case 'endian':
      return [16, 32, 64].includes(slot.immediate) ? undefined : unsupportedWidth(pc);
    case 'lddw':
      if (pc + 1 >= slots.length) return lddwCannotBeLast(pc);
      return slots[pc + 1]!.opcode === 0 ? undefined : incompleteLddw(pc);
    case 'jump':
    case 'branch-imm':
    case 'branch-reg':
      return checkJump(slots, pc);
    case 'callx': {
      const register = slot[callxField(version)];
      return register >= 0 && register < 10 ? undefined : invalidRegister(pc);
    }
    default:
      return undefined;
  }
}

function checkImmediate(
  rule: ImmediateRule,
  width: number,
  immediate: number,
  pc: number,
): VerifyError | undefined {
  if (rule === 'nonzero') return immediate === 0 ? divisionByZero(pc) : undefined;
  return immediate < 0 || immediate >= width ? shiftWithOverflow(immediate, width, pc) : undefined;
}

function checkJump(slots: readonly Instruction[], pc: number): VerifyError | undefined {
  const target = pc + 1 + slots[pc]!.offset;
  const slot = slots[target];
  if (slot === undefined) return jumpOutOfCode(target, pc);
  return slot.opcode === 0 ? jumpToMiddleOfLddw(target, pc) : undefined;
}

/** Only `add64 r10, imm` may write r10, and only where the program moves its stack pointer itself. */
const movesPointer = (row: OpcodeRow, slot: Instruction, version: Version): boolean =>
  slot.dst === 10 && row.name === 'add64.imm' && movesStackPointer(version);

function checkRegisters(
  row: OpcodeRow,
  slot: Instruction,
  pc: number,
  version: Version,
): VerifyError | undefined {
  if (slot.src > 10) return invalidSourceRegister(pc);
  if (slot.dst < 10) return undefined;
  if (slot.dst > 10) return invalidDestinationRegister(pc);
  const stores = row.shape === 'store-imm' || row.shape === 'store-reg';
  return stores || movesPointer(row, slot, version) ? undefined : cannotWriteR10(pc);
}

// The messages are Agave's, which programs' authors already know.

const failure = (
  variant: VerifyVariant,
  pc: number,
  numbers: readonly (number | bigint)[],
  text: string,
): VerifyError => ({
  variant,
  arguments: numbers.map((number) => BigInt.asUintN(64, BigInt(number))),
  text,
  pc,
});

const programLengthNotMultiple = failure(
  'ProgramLengthNotMultiple',
  0,
  [],
  'program length must be a multiple of 8 octets',
);
const noProgram = failure('NoProgram', 0, [], 'no program set, call prog_set() to load one');
const divisionByZero = (pc: number): VerifyError =>
  failure('DivisionByZero', pc, [pc], `division by 0 (insn #${pc})`);
const unsupportedWidth = (pc: number): VerifyError =>
  failure('UnsupportedLEBEArgument', pc, [pc], `unsupported argument for LE/BE (insn #${pc})`);
const lddwCannotBeLast = (pc: number): VerifyError =>
  failure('LDDWCannotBeLast', pc, [], 'LD_DW instruction cannot be last in program');
const incompleteLddw = (pc: number): VerifyError =>
  failure('IncompleteLDDW', pc, [pc], `incomplete LD_DW instruction (insn #${pc})`);
const jumpOutOfCode = (target: number, pc: number): VerifyError => {
  // Agave shows a target before the program as the unsigned number it wraps to.
  const shown = BigInt.asUintN(64, BigInt(target));
  return failure('JumpOutOfCode', pc, [shown, pc], `jump out of code to #${shown} (insn #${pc})`);
};
const jumpToMiddleOfLddw = (target: number, pc: number): VerifyError =>
  failure('JumpToMiddleOfLDDW', pc, [target, pc], `jump to middle of LD_DW at #${target} (insn #${pc})`);
const invalidSourceRegister = (pc: number): VerifyError =>
  failure('InvalidSourceRegister', pc, [pc], `invalid source register (insn #${pc})`);
const cannotWriteR10 = (pc: number): VerifyError =>
  failure('CannotWriteR10', pc, [pc], `cannot write into register r10 (insn #${pc})`);
const invalidDestinationRegister = (pc: number): VerifyError =>
  failure('InvalidDestinationRegister', pc, [pc], `invalid destination register (insn #${pc})`);
const unknownOpcode = (opcode: number, pc: number): VerifyError =>
  failure('UnknownOpCode', pc, [opcode, pc], `unknown eBPF opcode 0x${opcode.toString(16)} (insn #${pc})`);
const shiftWithOverflow = (amount: number, width: number, pc: number): VerifyError => {
  const shown = BigInt.asUintN(64, BigInt(amount));
  // Agave's message has the amount and the width in each other's place.
  const text = `Shift with overflow of ${shown}-bit value by ${width} (insn #${pc})`;
  return failure('ShiftWithOverflow', pc, [shown, width, pc], text);
};
const invalidRegister = (pc: number): VerifyError =>
  failure('InvalidRegister', pc, [pc], `Invalid register specified at instruction ${pc}`);
const unalignedImmediate = (pc: number): VerifyError =>
  failure('UnalignedImmediate', pc, [pc], `Unaligned immediate (insn #${pc})`);
