// Operands: which registers a machine instruction reads and writes, and the same instruction with others in place.
import {
  clobberedByCall,
  clobberedBySyscall,
  isRegister,
  type MachineInstruction,
  type MachineTerminator,
  type Operand,
  type Register,
  type Source,
  type Target,
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
      return instruction.reads.forEach(visit);
    case 'jump':
    case 'stop':
      return;
  }
}

/** Every register whose old contents are gone afterwards. */
export function visitWrites(instruction: MachineInstruction | MachineTerminator, visit: Visit): void {
  switch (instruction.kind) {
    case 'copy':
      for (const { to } of instruction.pairs) if (isRegister(to)) visit(to);
      return;
    case 'operate':
    case 'narrow':
    case 'load':
    case 'set':
      return visit(instruction.dst);
    case 'call':
      return clobberedByCall.forEach(visit);
    case 'syscall':
      return clobberedBySyscall.forEach(visit);
    default:
      return;
  }
}

function renameOperand(operand: Operand, rename: Rename): Operand {
  return isRegister(operand) ? rename(operand) : operand;
}

function renameTest(test: Test, rename: Rename): Test {
  return { ...test, left: rename(test.left), right: renameOperand(test.right, rename) };
}

/** The instruction with every register replaced; a register both read and written is replaced once. */
export function renameRegisters(instruction: MachineInstruction, rename: Rename): MachineInstruction {
  switch (instruction.kind) {
    case 'copy': {
      const pairs = instruction.pairs.map(({ to, from }) => ({
        to: (isRegister(to) ? rename(to) : to) satisfies Target,
        from: (isRegister(from) ? rename(from) : from) satisfies Source,
      }));
      return { ...instruction, pairs };
    }
    case 'operate': {
      const { operand } = instruction;
      return {
        ...instruction,
        dst: rename(instruction.dst),
        operand: operand === undefined ? undefined : renameOperand(operand, rename),
      };
    }
    case 'narrow':
      return { ...instruction, dst: rename(instruction.dst), src: rename(instruction.src) };
    case 'load':
      return { ...instruction, dst: rename(instruction.dst), base: rename(instruction.base) };
    case 'store':
      return {
        ...instruction,
        base: rename(instruction.base),
        value: renameOperand(instruction.value, rename),
      };
    case 'set':
      return { ...instruction, dst: rename(instruction.dst), test: renameTest(instruction.test, rename) };
    case 'call':
    case 'syscall':
      return instruction;
  }
}

export function renameTerminator(terminator: MachineTerminator, rename: Rename): MachineTerminator {
  if (terminator.kind !== 'branch') return terminator;
  return { ...terminator, test: renameTest(terminator.test, rename) };
}
