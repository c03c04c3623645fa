// Encoding: allocated machine instructions as slots; jumps wait until every block has its place.
import type { AssemblySlot } from '../../grammar/assembly.js';
import type { Comparison, Size } from '../../grammar/flow.js';
import {
  hasStaticSyscalls,
  lddw,
  opcodeOf,
  syscallHash,
  type OpcodeName,
  type Version,
} from '../../grammar/sbpf.js';
import type { Span } from '../../grammar/source.js';
import { fitsImmediate } from './facts.js';
import {
  framePointer,
  isRegister,
  type MachineInstruction,
  type Operand,
  type Operation,
  type Register,
  type Source,
  type Test,
} from './machine.js';

const jumpNames = {
  64: {
    eq: 'jeq',
    ne: 'jne',
    ult: 'jlt',
    ule: 'jle',
    ugt: 'jgt',
    uge: 'jge',
    slt: 'jslt',
    sle: 'jsle',
    sgt: 'jsgt',
    sge: 'jsge',
    set: 'jset',
  },
  32: {
    eq: 'jeq32',
    ne: 'jne32',
    ult: 'jlt32',
    ule: 'jle32',
    ugt: 'jgt32',
    uge: 'jge32',
    slt: 'jslt32',
    sle: 'jsle32',
    sgt: 'jsgt32',
    sge: 'jsge32',
    set: 'jset32',
  },
} as const satisfies Record<Test['width'], Record<Comparison, string>>;

const loadNames = { 1: 'ldxb', 2: 'ldxh', 4: 'ldxw', 8: 'ldxdw' } as const satisfies Record<Size, OpcodeName>;
const storeNames = { 1: 'stxb', 2: 'stxh', 4: 'stxw', 8: 'stxdw' } as const satisfies Record<
  Size,
  OpcodeName
>;
const constantStoreNames = { 1: 'stb', 2: 'sth', 4: 'stw', 8: 'stdw' } as const satisfies Record<
  Size,
  OpcodeName
>;

/** Names of instructions that take a register or an immediate. */
type Base = Exclude<Operation, 'neg64'> | (typeof jumpNames)[Test['width']][Comparison];

/** Whether the constant needs `lddw`, which takes two slots. */
export function isWideConstant(value: bigint): boolean {
  return !fitsImmediate(BigInt.asIntN(64, value)) && value >> 32n !== 0n;
}

export class Encoder {
  /** The opcodes that were asked for; of instructions with a register and with an immediate by what both are called. */
  private readonly opcodes = new Map<OpcodeName, number>();
  private readonly registerForms = new Map<Base, number>();
  private readonly immediateForms = new Map<Base, number>();
  private readonly hashes = new Map<string, number>();

  constructor(readonly version: Version) {}

  slot(
    name: OpcodeName,
    span: Span | undefined,
    offset = 0,
    dst: Register = 0,
    src: Register = 0,
    immediate = 0,
  ): AssemblySlot {
    let opcode = this.opcodes.get(name);
    if (opcode === undefined) this.opcodes.set(name, (opcode = opcodeOf(name, this.version)));
    return { opcode, dst, src, offset, immediate, span };
  }

  private withOperand(
    base: Base,
    dst: Register,
    operand: Operand,
    offset: number,
    span: Span | undefined,
  ): AssemblySlot {
    const takesRegister = isRegister(operand);
    const forms = takesRegister ? this.registerForms : this.immediateForms;
    let opcode = forms.get(base);
    if (opcode === undefined) {
      opcode = opcodeOf(takesRegister ? `${base}.reg` : `${base}.imm`, this.version);
      forms.set(base, opcode);
    }
    const [src, immediate] = takesRegister ? [operand, 0] : [0, operand.immediate];
    return { opcode, dst, src, offset, immediate, span };
  }

  test({ comparison, width, left, right }: Test, offset: number, span: Span | undefined): AssemblySlot {
    return this.withOperand(jumpNames[width][comparison], left, right, offset, span);
  }

  /** Hands on the slots of an instruction that calls nothing. */
  encode(
    instruction: Exclude<MachineInstruction, { kind: 'call' | 'syscall' }>,
    take: (slot: AssemblySlot) => void,
  ): void {
    const { span } = instruction;
    switch (instruction.kind) {
      case 'copy':
        if (!isRegister(instruction.to)) break;
        return this.encodeCopy(instruction.to, instruction.from, span, take);
      case 'copies':
        break;
      case 'operate': {
        const { operation, dst, operand } = instruction;
        if (operand === undefined || operation === 'neg64') return take(this.slot('neg64', span, 0, dst));
        return take(this.withOperand(operation, dst, operand, 0, span));
      }
      case 'narrow':
        return take(this.slot('mov32.reg', span, 0, instruction.dst, instruction.src));
      case 'load': {
        const { size, dst, base, offset } = instruction;
        return take(this.slot(loadNames[size], span, offset, dst, base));
      }
      case 'store': {
        const { size, base, offset, value } = instruction;
        if (isRegister(value)) return take(this.slot(storeNames[size], span, offset, base, value));
        return take(this.slot(constantStoreNames[size], span, offset, base, 0, value.immediate));
      }
      case 'set':
        take(this.constant(instruction.dst, 1, span));
        take(this.test(instruction.test, 1, span));
        return take(this.constant(instruction.dst, 0, span));
    }
    throw new RangeError('copies are sequenced before they are encoded');
  }

  /** A call of a syscall. v0: the loader finds the syscall by a relocation (R_BPF_64_32). */
  syscall(name: string, span: Span | undefined): AssemblySlot {
    if (!hasStaticSyscalls(this.version)) return this.slot('call', span, 0, 0, 0, -1);
    let hash = this.hashes.get(name);
    if (hash === undefined) this.hashes.set(name, (hash = syscallHash(name) | 0));
    return this.slot('call', span, 0, 0, 0, hash);
  }

  /** A call at `pc` of the function at `target`; before v3 the loader turns the distance into a key. */
  call(pc: number, target: number, span: Span | undefined): AssemblySlot {
    return this.slot('call', span, 0, 0, hasStaticSyscalls(this.version) ? 1 : 0, target - pc - 1);
  }

  private constant(dst: Register, immediate: number, span: Span | undefined): AssemblySlot {
    return this.slot('mov64.imm', span, 0, dst, 0, immediate);
  }

  private encodeCopy(
    dst: Register,
    from: Source,
    span: Span | undefined,
    take: (slot: AssemblySlot) => void,
  ): void {
    if (isRegister(from)) return take(this.slot('mov64.reg', span, 0, dst, from));
    if (from.kind === 'frame') {
      take(this.slot('mov64.reg', span, 0, dst, framePointer));
      if (from.offset !== 0) take(this.slot('add64.imm', span, 0, dst, 0, from.offset));
      return;
    }
    if (from.kind !== 'constant') throw new RangeError('memory is copied by loads and stores');
    const signed = BigInt.asIntN(64, from.value);
    if (fitsImmediate(signed)) return take(this.constant(dst, Number(signed), span));
    if (from.value >> 32n === 0n)
      return take(this.slot('mov32.imm', span, 0, dst, 0, Number(BigInt.asIntN(32, from.value))));
    for (const slot of lddw(this.version, dst, from.value)) take({ ...slot, span });
  }
}
