// Instructions: a mnemonic with its operands as slots.
import type { Diagnostics } from '../../grammar/diagnostics.js';
import {
  callxField,
  decodeAt,
  hasStaticSyscalls,
  instruction,
  slotSize,
  syscallHash,
  versions,
  type Instruction,
  type NamedOpcodeRow,
  type Shape,
  type Version,
} from '../../grammar/sbpf.js';
import type { Span } from '../../grammar/source.js';
import { closest } from '../../grammar/suggest.js';
import { whyInactive } from '../../grammar/syscall.js';
import { inactiveSyscallNamed } from '../syscalls/inactive.js';
import { evaluate, soleName, type Environment, type Expression } from './expressions.js';
import { mnemonics, opcodeIn, usageOf } from './mnemonics.js';
import type { Names } from './names.js';
import type { Command, Operand } from './statements.js';

/** What instructions are encoded for, the same for all of a file. */
export interface Target {
  readonly version: Version;
  /** Whether instructions of other versions are taken too, with the opcode they have there. */
  readonly anyVersion: boolean;
  readonly names: Names;
  /** The number of slots. */
  readonly length: number;
  /** The syscalls there are, if it is known. */
  readonly syscalls: ReadonlySet<string> | undefined;
  readonly diagnostics: Diagnostics;
}

export interface Encoded {
  readonly slots: readonly Instruction[];
  /** The syscall it calls by name. */
  readonly syscall?: string;
  /** The instruction it calls. */
  readonly callee?: number;
}

type OperandKind = Operand['kind'];
const patterns: Readonly<Record<Shape, readonly OperandKind[]>> = {
  'dst-imm': ['register', 'value'],
  'dst-src': ['register', 'register'],
  dst: ['register'],
  endian: ['register'],
  lddw: ['register', 'value'],
  load: ['register', 'memory'],
  'store-imm': ['memory', 'value'],
  'store-reg': ['memory', 'register'],
  jump: ['value'],
  'branch-imm': ['register', 'value', 'value'],
  'branch-reg': ['register', 'register', 'value'],
  call: ['value'],
  callx: ['register'],
  exit: [],
};

const fits = ({ shape }: NamedOpcodeRow, operands: readonly Operand[]): boolean => {
  const kinds = patterns[shape];
  return kinds.length === operands.length && kinds.every((kind, index) => operands[index]!.kind === kind);
};

const leastRegisterOutside = 16;
const wordRange = { least: -(1n << 31n), most: (1n << 31n) - 1n };
const wideRange = { least: -(1n << 63n), most: (1n << 64n) - 1n };
const hashRange = { least: -(1n << 31n), most: (1n << 32n) - 1n };
const offsetRange = { least: -32768n, most: 32767n };

type Range = typeof wordRange;
const holds = ({ least, most }: Range, value: bigint): boolean => value >= least && value <= most;

/** Encodes the command that stands at `pc`; nothing if it has a mistake, which is reported. */
export function encodeInstruction(command: Command, pc: number, target: Target): Encoded | undefined {
  const { name, nameSpan, operands } = command;
  const { version, diagnostics } = target;
  const mnemonic = mnemonics.get(name);
  if (mnemonic === undefined) {
    const near = closest(name, mnemonics.keys());
    const suggestion =
      near === undefined ? 'see the opcodes in grammar/README.md' : `did you mean \`${near}\`?`;
    diagnostics.report('unknownMnemonic', nameSpan, { name, suggestion });
    return undefined;
  }
  const { rows, width, isSyscall } = mnemonic;
  const having = rows.filter((row) => opcodeIn(row, version, target.anyVersion) !== undefined);
  if (having.length === 0) {
    diagnostics.report('mnemonicNotInVersion', nameSpan, { version, name, advice: adviceFor(rows) });
    return undefined;
  }
  const row = having.find((candidate) => fits(candidate, operands));
  if (row === undefined) {
    diagnostics.report('wrongOperands', command.span, { name, usage: usageOf(name, mnemonic) });
    return undefined;
  }
  const opcode = opcodeIn(row, version, target.anyVersion)!;
  return new Encoder(target, command, pc, opcode).encode(row, width, isSyscall ?? false);
}

function adviceFor(rows: readonly NamedOpcodeRow[]): string {
  const where = versions.filter((version) => rows.some(({ opcodes }) => opcodes[version] !== undefined));
  return `it is an instruction of ${where.map((version) => `v${version}`).join(', ')}`;
}

/** Encodes one instruction; each part says itself what is wrong with it. */
class Encoder {
  private readonly environment: Environment;

  constructor(
    private readonly target: Target,
    private readonly command: Command,
    private readonly pc: number,
    private readonly opcode: number,
  ) {
    this.environment = target.names.environment({ section: '.text', offset: pc * slotSize });
  }

  encode(row: NamedOpcodeRow, width: number | undefined, isSyscall: boolean): Encoded | undefined {
    const [first, second, third] = this.command.operands;
    switch (row.shape) {
      case 'dst-imm':
        return this.slot({ dst: this.register(first, 'destination'), immediate: this.immediate(second) });
      case 'dst-src':
        return this.slot({ dst: this.register(first, 'destination'), src: this.register(second, 'source') });
      case 'dst':
        return this.slot({ dst: this.register(first, 'destination') });
      case 'endian':
        return this.slot({ dst: this.register(first, 'destination'), immediate: width });
      case 'lddw':
        return this.wide(this.register(first, 'destination'), this.number(second, wideRange));
      case 'load':
        return this.slot({
          dst: this.register(first, 'destination'),
          src: this.register(second, 'source'),
          offset: this.displacement(second),
        });
      case 'store-imm':
        return this.slot({
          dst: this.register(first, 'destination'),
          offset: this.displacement(first),
          immediate: this.immediate(second),
        });
      case 'store-reg':
        return this.slot({
          dst: this.register(first, 'destination'),
          offset: this.displacement(first),
          src: this.register(second, 'source'),
        });
      case 'jump':
        return this.slot({ offset: this.jump(first) });
      case 'branch-imm':
        return this.slot({
          dst: this.register(first, 'destination'),
          immediate: this.immediate(second),
          offset: this.jump(third),
        });
      case 'branch-reg':
        return this.slot({
          dst: this.register(first, 'destination'),
          src: this.register(second, 'source'),
          offset: this.jump(third),
        });
      case 'call':
        return isSyscall ? this.syscall(first) : this.call(first);
      case 'callx':
        return this.slot({ [callxField(this.target.version)]: this.register(first, 'source') });
      case 'exit':
        return this.slot({});
    }
  }

  /** Fields that are named but undefined had a mistake. */
  private slot(fields: Partial<Record<keyof Instruction, number | undefined>>): Encoded | undefined {
    const sound = Object.entries(fields).filter(([, value]) => value !== undefined);
    if (sound.length < Object.keys(fields).length) return undefined;
    return { slots: [instruction(this.opcode, Object.fromEntries(sound))] };
  }

  private wide(dst: number | undefined, value: bigint | undefined): Encoded | undefined {
    if (dst === undefined || value === undefined) return undefined;
    const immediate = Number(BigInt.asIntN(32, value));
    const high = Number(BigInt.asIntN(32, value >> 32n));
    return { slots: [instruction(this.opcode, { dst, immediate }), instruction(0, { immediate: high })] };
  }

  private register(operand: Operand | undefined, role: 'destination' | 'source'): number | undefined {
    if (operand?.kind !== 'register' && operand?.kind !== 'memory') return undefined;
    if (operand.register < leastRegisterOutside) return operand.register;
    const span = operand.kind === 'memory' ? operand.registerSpan : operand.span;
    this.target.diagnostics.report('invalidRegister', span, { role, number: operand.register });
    return undefined;
  }

  private value(expression: Expression): bigint | undefined {
    return evaluate(expression, this.environment, this.target.diagnostics);
  }

  private immediate(operand: Operand | undefined): number | undefined {
    const value = this.number(operand, wordRange);
    return value === undefined ? undefined : Number(value);
  }

  private number(operand: Operand | undefined, range: Range): bigint | undefined {
    if (operand?.kind !== 'value') return undefined;
    const value = this.value(operand.expression);
    if (value === undefined || holds(range, value)) return value;
    const { name } = this.command;
    const advice = range === wordRange ? this.adviceOn(value) : '';
    this.target.diagnostics.report('invalidImmediate', operand.span, { value, name, ...range, advice });
    return undefined;
  }

  private adviceOn(value: bigint): string {
    const signed = BigInt.asIntN(32, value);
    if (BigInt.asUintN(32, value) === value) return `; the same 32 bits are ${signed}`;
    const isMove = this.command.name === 'mov' || this.command.name === 'mov64';
    return isMove && this.target.version !== 2 && holds(wideRange, value) ? '; `lddw` takes 64 bits' : '';
  }

  private displacement(operand: Operand | undefined): number | undefined {
    if (operand?.kind !== 'memory') return undefined;
    if (operand.offset === undefined) return 0;
    const value = this.value(operand.offset);
    return value === undefined ? undefined : this.offset(value, operand.offset.span, '');
  }

  private offset(value: bigint, span: Span, advice: string): number | undefined {
    if (holds(offsetRange, value)) return Number(value);
    this.target.diagnostics.report('invalidOffset', span, { value, advice });
    return undefined;
  }

  /** The distance to a label, or the number of slots that is written. */
  private jump(operand: Operand | undefined): number | undefined {
    if (operand?.kind !== 'value') return undefined;
    const name = soleName(operand.expression);
    const place = name === undefined ? undefined : this.target.names.labelledPc(name);
    if (place !== undefined)
      return this.offset(BigInt(place - this.pc - 1), operand.span, '; `ja` in between leads on');
    const value = this.value(operand.expression);
    return value === undefined ? undefined : this.offset(value, operand.span, '');
  }

  private call(operand: Operand | undefined): Encoded | undefined {
    if (operand?.kind !== 'value') return undefined;
    const { names, syscalls } = this.target;
    const name = soleName(operand.expression);
    if (name === undefined || names.isConstant(name)) {
      const distance = this.number(operand, wordRange);
      return distance === undefined ? undefined : this.callOf(this.pc + 1 + Number(distance), operand.span);
    }
    const callee = names.labelledPc(name);
    if (callee !== undefined) return this.callOf(callee, operand.span);
    const isSyscall = syscalls?.has(name) === true || inactiveSyscallNamed(name) !== undefined;
    if (!names.labels.has(name) && isSyscall) return this.namedSyscall(name, operand.span);
    names.reportUnknown(name, operand.span, syscalls ?? []);
    return undefined;
  }

  private callOf(callee: number, span: Span): Encoded | undefined {
    const { version, length, diagnostics } = this.target;
    const distance = callee - this.pc - 1;
    const fields = { opcode: this.opcode, dst: 0, offset: 0, immediate: distance };
    if (hasStaticSyscalls(version)) return { slots: [{ ...fields, src: 1 }], callee };
    if (distance !== -1 && callee >= 0 && callee < length) return { slots: [{ ...fields, src: 0 }], callee };
    diagnostics.report(
      'callDistance',
      span,
      distance === -1
        ? { version, what: 'the call itself', advice: 'put an instruction between the label and the call' }
        : { version, what: 'out of the program', advice: `its instructions are 0 to ${length - 1}` },
    );
    return undefined;
  }

  private syscall(operand: Operand | undefined): Encoded | undefined {
    if (operand?.kind !== 'value') return undefined;
    const { version, names, diagnostics } = this.target;
    const name = soleName(operand.expression);
    if (name !== undefined && !names.isConstant(name)) {
      return this.namedSyscall(name, operand.span);
    }
    if (!hasStaticSyscalls(version)) {
      diagnostics.report('syscallNeedsName', operand.span, { version });
      return undefined;
    }
    const hash = this.number(operand, hashRange);
    return hash === undefined ? undefined : this.slot({ immediate: Number(BigInt.asIntN(32, hash)) });
  }

  private warnOfSyscall(name: string, span: Span): void {
    const { syscalls, diagnostics } = this.target;
    if (syscalls === undefined || syscalls.has(name)) return;
    const inactive = inactiveSyscallNamed(name);
    if (inactive !== undefined) {
      diagnostics.report('inactiveSyscallCalled', span, { name, reason: whyInactive(inactive) });
      return;
    }
    const near = closest(name, syscalls);
    const suggestion =
      near === undefined ? 'its names are in runtime/syscalls/README.md' : `did you mean \`${near}\`?`;
    diagnostics.report('unknownSyscall', span, { name, suggestion });
  }

  private namedSyscall(syscall: string, span: Span): Encoded {
    this.warnOfSyscall(syscall, span);
    // v0 to v2: -1 until the loader puts the hash there (R_BPF_64_32).
    const immediate = hasStaticSyscalls(this.target.version) ? syscallHash(syscall) | 0 : -1;
    return { slots: [instruction(this.opcode, { immediate })], syscall };
  }
}

/** A slot given as the number its bytes are. */
export function rawSlot(value: bigint): Instruction {
  const bytes = new Uint8Array(slotSize);
  new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(64, value), true);
  return decodeAt(bytes, 0);
}
