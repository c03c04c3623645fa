// Operands: which registers a machine instruction reads and writes, and the same instruction with others in place.
import {
  clobberedByCall,
  clobberedBySyscall,
  isRegister,
  type MachineInstruction,
  type MachineTerminator,
  type Operand,
  type Pair,
  type Register,
  type Test,
} from './machine.js';

type Visit = (register: Register) => void;
type Rename = (register: Register) => Register;

function visitTest(test: Test, visit: Visit): void {
  visit(test.left);
  if (isRegister(test.right)) visit(test.right);
}

export function visitReads(instruction: MachineInstruction | MachineTerminator, visit: Visit): void {
  switch (instruction.kind) {
    case 'copy':
      if (isRegister(instruction.from)) visit(instruction.from);
      return;
    case 'copies':
      for (const { from } of instruction.pairs) if (isRegister(from)) visit(from);
      return;
    case 'operate':
      visit(instruction.dst);
      if (instruction.operand !== undefined && isRegister(instruction.operand)) visit(instruction.operand);
      return;
    case 'narrow':
      return visit(instruction.src);
    case 'load':
      return visit(instruction.base);
    case 'store':
      visit(instruction.base);
      if (isRegister(instruction.value)) visit(instruction.value);
      return;
    case 'set':
    case 'branch':
      return visitTest(instruction.test, visit);
    case 'call':
    case 'syscall':
    case 'exit':
      for (const register of instruction.reads) visit(register);
      return;
    case 'jump':
    case 'stop':
      return;
  }
}

/** Every register whose old contents are gone afterwards. */
export function visitWrites(instruction: MachineInstruction | MachineTerminator, visit: Visit): void {
  switch (instruction.kind) {
    case 'copy':
      if (isRegister(instruction.to)) visit(instruction.to);
      return;
    case 'copies':
      for (const { to } of instruction.pairs) if (isRegister(to)) visit(to);
      return;
    case 'operate':
    case 'narrow':
    case 'load':
    case 'set':
      return visit(instruction.dst);
    case 'call':
      for (const register of clobberedByCall) visit(register);
      return;
    case 'syscall':
      for (const register of clobberedBySyscall) visit(register);
      return;
    default:
      return;
  }
}

function renameOperand(operand: Operand, rename: Rename): Operand {
  return isRegister(operand) ? rename(operand) : operand;
}

function renameTest({ comparison, width, left, right }: Test, rename: Rename): Test {
  return { comparison, width, left: rename(left), right: renameOperand(right, rename) };
}

type Changeable<T> = { -readonly [Field in keyof T]: T[Field] };

function renamePair(pair: Changeable<Pair>, rename: Rename): void {
  if (isRegister(pair.to)) pair.to = rename(pair.to);
  if (isRegister(pair.from)) pair.from = rename(pair.from);
}

/** Replaces every register, in place; one both read and written is replaced once. */
export function renameRegisters(
  instruction: Changeable<MachineInstruction> | Changeable<MachineTerminator>,
  rename: Rename,
): void {
  switch (instruction.kind) {
    case 'copy':
      return renamePair(instruction, rename);
    case 'copies':
      for (const pair of instruction.pairs) renamePair(pair, rename);
      return;
    case 'operate':
      instruction.dst = rename(instruction.dst);
      if (instruction.operand !== undefined) instruction.operand = renameOperand(instruction.operand, rename);
      return;
    case 'narrow':
      instruction.dst = rename(instruction.dst);
      instruction.src = rename(instruction.src);
      return;
    case 'load':
      instruction.dst = rename(instruction.dst);
      instruction.base = rename(instruction.base);
      return;
    case 'store':
      instruction.base = rename(instruction.base);
      instruction.value = renameOperand(instruction.value, rename);
      return;
    case 'set':
      instruction.dst = rename(instruction.dst);
      instruction.test = renameTest(instruction.test, rename);
      return;
    case 'branch':
      instruction.test = renameTest(instruction.test, rename);
      return;
    default:
      return;
  }
}
