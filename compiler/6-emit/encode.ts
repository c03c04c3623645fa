// Encoding: allocated machine instructions as slots; jumps wait until every block has its place.
import type { AssemblySlot } from '../../grammar/assembly.js';
import type { Comparison, Size } from '../../grammar/flow.js';
import {
  hasStaticSyscalls,
  instruction as slotOf,
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
  type Register,
  type Test,
} from './machine.js';

type Fields = Parameters<typeof slotOf>[1];

const jumpNames = {
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
} as const satisfies Record<Comparison, string>;

const sizeSuffixes = { 1: 'b', 2: 'h', 4: 'w', 8: 'dw' } as const satisfies Record<Size, string>;

/** Whether the constant needs `lddw`, which takes two slots. */
export function isWideConstant(value: bigint): boolean {
  return !fitsImmediate(BigInt.asIntN(64, value)) && value >> 32n !== 0n;
}

const formOf = (operand: Operand): 'reg' | 'imm' => (isRegister(operand) ? 'reg' : 'imm');
const fieldOf = (operand: Operand): Fields =>
  isRegister(operand) ? { src: operand } : { immediate: operand.immediate };

export class Encoder {
  constructor(readonly version: Version) {}

  slot(name: OpcodeName, span: Span | undefined, fields: Fields = {}): AssemblySlot {
    return { ...slotOf(opcodeOf(name, this.version), fields), span };
  }

  test({ comparison, width, left, right }: Test, offset: number, span: Span | undefined): AssemblySlot {
    const name = `${jumpNames[comparison]}${width === 32 ? '32' : ''}.${formOf(right)}` as const;
    return this.slot(name, span, { dst: left, offset, ...fieldOf(right) });
  }

  /** The slots of an instruction that does not name a function. */
  encode(instruction: Exclude<MachineInstruction, { kind: 'call' }>): AssemblySlot[] {
    const { span } = instruction;
    switch (instruction.kind) {
      case 'copy': {
        const [pair] = instruction.pairs;
        if (!pair || instruction.pairs.length > 1 || !isRegister(pair.to))
          throw new RangeError('copies are sequenced before they are encoded');
        return this.encodeCopy(pair.to, pair.from, span);
      }
      case 'operate': {
        const { operation, dst, operand } = instruction;
        if (operand === undefined || operation === 'neg64') return [this.slot('neg64', span, { dst })];
        return [this.slot(`${operation}.${formOf(operand)}`, span, { dst, ...fieldOf(operand) })];
      }
      case 'narrow':
        return [this.slot('mov32.reg', span, { dst: instruction.dst, src: instruction.src })];
      case 'load': {
        const { dst, base: src, offset } = instruction;
        return [this.slot(`ldx${sizeSuffixes[instruction.size]}`, span, { dst, src, offset })];
      }
      case 'store': {
        const { base: dst, offset, value } = instruction;
        const name = `st${isRegister(value) ? 'x' : ''}${sizeSuffixes[instruction.size]}` as const;
        return [this.slot(name, span, { dst, offset, ...fieldOf(value) })];
      }
      case 'set':
        return [
          this.slot('mov64.imm', span, { dst: instruction.dst, immediate: 1 }),
          this.test(instruction.test, 1, span),
          this.slot('mov64.imm', span, { dst: instruction.dst, immediate: 0 }),
        ];
      case 'syscall':
        return [this.slot('call', span, { immediate: this.syscallImmediate(instruction.name) })];
    }
  }

  /** v0: the loader finds the syscall by a relocation (R_BPF_64_32). */
  private syscallImmediate(name: string): number {
    return hasStaticSyscalls(this.version) ? syscallHash(name) | 0 : -1;
  }

  /** A call at `pc` of the function at `target`; before v3 the loader turns the distance into a key. */
  call(pc: number, target: number, span: Span | undefined): AssemblySlot {
    const src = hasStaticSyscalls(this.version) ? 1 : 0;
    return this.slot('call', span, { src, immediate: target - pc - 1 });
  }

  private encodeCopy(
    dst: Register,
    from: Extract<MachineInstruction, { kind: 'copy' }>['pairs'][number]['from'],
    span: Span | undefined,
  ): AssemblySlot[] {
    if (isRegister(from)) return [this.slot('mov64.reg', span, { dst, src: from })];
    if (from.kind === 'frame') {
      const top = this.slot('mov64.reg', span, { dst, src: framePointer });
      if (from.offset === 0) return [top];
      return [top, this.slot('add64.imm', span, { dst, immediate: from.offset })];
    }
    if (from.kind !== 'constant') throw new RangeError('memory is copied by loads and stores');
    const signed = BigInt.asIntN(64, from.value);
    if (fitsImmediate(signed)) return [this.slot('mov64.imm', span, { dst, immediate: Number(signed) })];
    if (from.value >> 32n === 0n)
      return [this.slot('mov32.imm', span, { dst, immediate: Number(BigInt.asIntN(32, from.value)) })];
    return lddw(this.version, dst, from.value).map((slot) => ({ ...slot, span }));
  }
}
