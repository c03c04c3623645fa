// Decode: a program's instructions as arrays of numbers, with all that does not depend on where they are used.
import type { NamedOpcodeRow, Version } from '../../grammar/sbpf.js';
import { callxField, hasStaticSyscalls, movesStackPointer, opcodeRows, rowFor } from '../../grammar/sbpf.js';
import { framePointer } from './registers.js';
import type { Executable } from '../executable.js';

/** What an instruction does to the way of the program. */
export const kinds = {
  /** Ends in a fault whatever it is given: no instruction, or a call of nothing that is there. */
  trap: 0,
  plain: 1,
  load: 2,
  store: 3,
  jump: 4,
  branch: 5,
  call: 6,
  syscall: 7,
  callx: 8,
  exit: 9,
} as const;

/** An executable, seen by the translator. Arrays are indexed by pc. */
export interface Decoded {
  readonly executable: Executable;
  readonly length: number;
  /** One of `kinds`. */
  readonly kind: Uint8Array;
  /** An index into `rows`; of no meaning for traps. */
  readonly row: Uint8Array;
  readonly dst: Uint8Array;
  /** For `callx` the register that holds the address. */
  readonly src: Uint8Array;
  readonly offset: Int16Array;
  readonly immediate: Int32Array;
  /** Where jumps, branches and calls of functions go. */
  readonly target: Int32Array;
  /** Masks of the registers that an instruction reads and writes; calls are for others to judge. */
  readonly reads: Uint16Array;
  readonly writes: Uint16Array;
  /** 1 where some call may enter. */
  readonly entry: Uint8Array;
  /** Whether an instruction moves the frame pointer. */
  readonly movesFrame: boolean;
}

export const rows: readonly NamedOpcodeRow[] = opcodeRows;

const rowIndices = new Map(rows.map((row, index) => [row, index]));

/** For each version, the row index of each opcode, or -1. */
const rowsByOpcode = ([0, 1, 2, 3] as const).map((version) =>
  Int16Array.from({ length: 256 }, (_, opcode) => {
    const row = rowFor(opcode, version);
    return row === undefined ? -1 : rowIndices.get(row)!;
  }),
);

/** These write dst without reading it. */
const isMove = rows.map(({ mnemonic }) => ['mov32', 'mov64', 'lddw'].includes(mnemonic));

const kindsByRow = Uint8Array.from(rows, ({ shape }) => {
  switch (shape) {
    case 'load':
      return kinds.load;
    case 'store-imm':
    case 'store-reg':
      return kinds.store;
    case 'jump':
      return kinds.jump;
    case 'branch-imm':
    case 'branch-reg':
      return kinds.branch;
    case 'call':
      return kinds.call;
    case 'callx':
      return kinds.callx;
    case 'exit':
      return kinds.exit;
    default:
      return kinds.plain;
  }
});

/** `isSyscall`: whether the machine has a syscall of this hash. */
export function decodeProgram(executable: Executable, isSyscall: (hash: number) => boolean): Decoded {
  const { text, version, functions } = executable;
  const length = Math.floor(text.length / 8);
  const view = new DataView(text.buffer, text.byteOffset, text.byteLength);
  const decoded = {
    executable,
    length,
    kind: new Uint8Array(length),
    row: new Uint8Array(length),
    dst: new Uint8Array(length),
    src: new Uint8Array(length),
    offset: new Int16Array(length),
    immediate: new Int32Array(length),
    target: new Int32Array(length),
    reads: new Uint16Array(length),
    writes: new Uint16Array(length),
    entry: new Uint8Array(length),
    movesFrame: false,
  };
  const byOpcode = rowsByOpcode[version]!;
  for (let pc = 0; pc < length; pc++) {
    const at = pc * 8;
    const index = byOpcode[view.getUint8(at)]!;
    const registers = view.getUint8(at + 1);
    const dst = registers & 15;
    const src = registers >> 4;
    if (index < 0 || dst > framePointer || src > framePointer) continue;
    decoded.row[pc] = index;
    decoded.dst[pc] = dst;
    decoded.src[pc] = src;
    decoded.offset[pc] = view.getInt16(at + 2, true);
    decoded.immediate[pc] = view.getInt32(at + 4, true);
    decoded.target[pc] = pc + 1 + decoded.offset[pc]!;
    decoded.kind[pc] = kindsByRow[index]!;
    setUse(decoded, pc, index);
    if (decoded.kind[pc] === kinds.call) resolveCall(decoded, pc, isSyscall);
    if (decoded.kind[pc] === kinds.callx) nameCallx(decoded, pc, version);
    if ((decoded.writes[pc]! >> framePointer) & 1) decoded.movesFrame = true;
  }
  for (const pc of functions.values()) if (pc < length) decoded.entry[pc] = 1;
  if (executable.entryPc < length) decoded.entry[executable.entryPc] = 1;
  return decoded;
}

type Growing = { -readonly [Name in keyof Decoded]: Decoded[Name] };

function setUse({ reads, writes, kind, immediate, dst, src }: Growing, pc: number, index: number): void {
  const to = 1 << dst[pc]!;
  const from = 1 << src[pc]!;
  const { shape } = rows[index]!;
  switch (shape) {
    case 'dst-imm':
    case 'dst-src':
    case 'dst':
    case 'lddw':
      reads[pc] = (isMove[index] ? 0 : to) | (shape === 'dst-src' ? from : 0);
      writes[pc] = to;
      break;
    case 'endian':
      reads[pc] = to;
      writes[pc] = to;
      if (![16, 32, 64].includes(immediate[pc]!)) kind[pc] = kinds.trap;
      break;
    case 'load':
      reads[pc] = from;
      writes[pc] = to;
      break;
    case 'store-imm':
    case 'branch-imm':
      reads[pc] = to;
      break;
    case 'store-reg':
    case 'branch-reg':
      reads[pc] = to | from;
      break;
    default:
  }
  if (kind[pc] === kinds.trap) writes[pc] = 0;
}

function resolveCall(decoded: Growing, pc: number, isSyscall: (hash: number) => boolean): void {
  const { executable, length } = decoded;
  const hash = decoded.immediate[pc]! >>> 0;
  const isStatic = hasStaticSyscalls(executable.version);
  if ((!isStatic || decoded.src[pc] === 0) && isSyscall(hash)) {
    decoded.kind[pc] = kinds.syscall;
    return;
  }
  const relative = decoded.src[pc] === 1 ? pc + 1 + decoded.immediate[pc]! : -1;
  const callee = isStatic ? relative : (executable.functions.get(hash) ?? -1);
  decoded.target[pc] = callee;
  if (callee < 0 || callee >= length) decoded.kind[pc] = kinds.trap;
  else decoded.entry[callee] = 1;
}

function nameCallx(decoded: Growing, pc: number, version: Version): void {
  const field = callxField(version);
  const register =
    field === 'immediate' ? decoded.immediate[pc]! : field === 'src' ? decoded.src[pc]! : decoded.dst[pc]!;
  if (register < 0 || register > framePointer) decoded.kind[pc] = kinds.trap;
  else decoded.src[pc] = register;
}

/** Whether r10 is known without being kept: the frames lie where the depth of calls says. */
export function hasFixedFrames({ executable, movesFrame }: Decoded): boolean {
  return !movesStackPointer(executable.version) && !movesFrame;
}

/** The constant of an `lddw`. */
export function wideConstant({ immediate, length, executable }: Decoded, pc: number): bigint {
  // The second slot may be anything where nobody verified the program.
  const high =
    pc + 1 < length
      ? new DataView(executable.text.buffer, executable.text.byteOffset).getInt32(pc * 8 + 12, true)
      : 0;
  return (BigInt(high >>> 0) << 32n) | BigInt(immediate[pc]! >>> 0);
}
