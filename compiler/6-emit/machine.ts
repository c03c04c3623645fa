// Machine: sBPF instructions over registers without number limit, in blocks; selection makes it, allocation colours it.
import type { Comparison, Size } from '../../grammar/flow.js';
import type { Span } from '../../grammar/source.js';
import type { OpcodeName } from '../../grammar/sbpf.js';

/** 0 to 9 are the machine's own, 10 the frame pointer, those from 11 on are virtual. */
export type Register = number;
export const allocatableRegisters = 10;
export const framePointer: Register = 10;
export const firstVirtual: Register = 11;
export const isVirtual = (register: Register): boolean => register >= firstVirtual;

/** A value that needs no register until it is used: a number, or `r10 + offset`. */
export type Known =
  { readonly kind: 'constant'; readonly value: bigint } | { readonly kind: 'frame'; readonly offset: number };
/** Eight bytes of memory only the allocator and the calling convention know: at `r10 + offset`, or a spill slot. */
export type Cell =
  { readonly kind: 'cell'; readonly offset: number } | { readonly kind: 'spill'; readonly slot: number };
export type Source = Register | Known | Cell;
export type Target = Register | Cell;

export interface Pair {
  readonly to: Target;
  readonly from: Source;
}

export interface Immediate {
  /** i32. */
  readonly immediate: number;
}
export type Operand = Register | Immediate;
export const isRegister = (operand: Operand | Source): operand is Register => typeof operand === 'number';

/** A comparison as a jump makes it: of 64 bits, or of the low 32 (v3 only). */
export interface Test {
  readonly comparison: Comparison;
  readonly width: 32 | 64;
  readonly left: Register;
  readonly right: Operand;
}

/** Arithmetic that changes its destination: `add64` with an operand, `neg64` without. */
export type Operation = OpcodeName extends infer Name
  ? Name extends `${infer Base}.imm`
    ? Base
    : Name extends 'neg64'
      ? Name
      : never
  : never;

interface Placed {
  readonly span: Span | undefined;
}

export type MachineInstruction = Placed &
  (
    | ({ readonly kind: 'copy' } & Pair)
    /** All at once: every source is read before any target is written. */
    | { readonly kind: 'copies'; readonly pairs: readonly Pair[] }
    | {
        readonly kind: 'operate';
        readonly operation: Operation;
        readonly dst: Register;
        readonly operand: Operand | undefined;
      }
    /** The low 32 bits, zero-extended. */
    | { readonly kind: 'narrow'; readonly dst: Register; readonly src: Register }
    | {
        readonly kind: 'load';
        readonly size: Size;
        readonly dst: Register;
        readonly base: Register;
        readonly offset: number;
      }
    | {
        readonly kind: 'store';
        readonly size: Size;
        readonly base: Register;
        readonly offset: number;
        readonly value: Operand;
      }
    /** 1 if the test holds, else 0; the destination is written before the operands are read. */
    | { readonly kind: 'set'; readonly dst: Register; readonly test: Test }
    | {
        readonly kind: 'call';
        readonly callee: number;
        readonly reads: readonly Register[];
        readonly results: readonly Register[];
      }
    | {
        readonly kind: 'syscall';
        readonly name: string;
        readonly reads: readonly Register[];
        readonly zero: boolean;
      }
  );

export type Copy = Extract<MachineInstruction, { kind: 'copy' | 'copies' }>;

export const isCopy = (instruction: MachineInstruction | MachineTerminator): instruction is Copy =>
  instruction.kind === 'copy' || instruction.kind === 'copies';

export const copyTo = (to: Target, from: Source, span: Span | undefined): MachineInstruction => ({
  kind: 'copy',
  to,
  from,
  span,
});

/** Copies pairs all at once. */
export function copyAll(pairs: readonly Pair[], span: Span | undefined): MachineInstruction {
  return pairs.length === 1 ? copyTo(pairs[0]!.to, pairs[0]!.from, span) : { kind: 'copies', pairs, span };
}

export const pairsOf = (copy: Copy): readonly Pair[] => (copy.kind === 'copies' ? copy.pairs : [copy]);

export type MachineTerminator = Placed &
  (
    | { readonly kind: 'jump'; readonly target: number }
    | {
        readonly kind: 'branch';
        readonly test: Test;
        readonly then: number;
        readonly otherwise: number;
        /** Where both sides lead to failures: the place of that of `otherwise`; `span` is the other's. */
        readonly otherwiseSpan: Span | undefined;
      }
    | { readonly kind: 'exit'; readonly reads: readonly Register[] }
    /** Control does not come here. */
    | { readonly kind: 'stop' }
  );

export interface MachineBlock {
  instructions: MachineInstruction[];
  terminator: MachineTerminator;
  /** How often it runs, estimated; a straight line through the function is 1. */
  readonly frequency: number;
  readonly cold: boolean;
  /** Why the program fails here, if it does. */
  readonly trap: string | undefined;
  /** Why it fails if the branch at the end goes to a trap that other reasons share. */
  trapSite?: string | undefined;
}

export interface MachineFunction {
  readonly name: string;
  readonly span: Span | undefined;
  readonly isEntry: boolean;
  readonly blocks: MachineBlock[];
  /** Every register is below it. */
  registers: number;
  /** Bytes of the frame in use, downwards from r10: outgoing arguments, slots, later spill slots. */
  frameBytes: number;
}

/** Registers an internal call leaves with unknown contents; the VM restores r6 to r9 (Agave: CallFrame). */
export const clobberedByCall: readonly Register[] = [0, 1, 2, 3, 4, 5];
/** The VM writes only r0 around a syscall. */
export const clobberedBySyscall: readonly Register[] = [0];

export function successorsOf(terminator: MachineTerminator): readonly number[] {
  if (terminator.kind === 'jump') return [terminator.target];
  if (terminator.kind === 'branch') return [terminator.then, terminator.otherwise];
  return [];
}

/** The terminator with other targets; a branch whose targets became one is a jump. */
export function retarget(
  terminator: MachineTerminator,
  rename: (target: number) => number,
): MachineTerminator {
  if (terminator.kind === 'jump') {
    const target = rename(terminator.target);
    return target === terminator.target ? terminator : { ...terminator, target };
  }
  if (terminator.kind !== 'branch') return terminator;
  const { kind, test, span, otherwiseSpan } = terminator;
  const then = rename(terminator.then);
  const otherwise = rename(terminator.otherwise);
  if (then === otherwise) return { kind: 'jump', target: then, span };
  const same = then === terminator.then && otherwise === terminator.otherwise;
  return same ? terminator : { kind, test, then, otherwise, span, otherwiseSpan };
}

const comparisonInverses: Partial<Record<Comparison, Comparison>> = {
  eq: 'ne',
  ne: 'eq',
  ult: 'uge',
  uge: 'ult',
  ugt: 'ule',
  ule: 'ugt',
  slt: 'sge',
  sge: 'slt',
  sgt: 'sle',
  sle: 'sgt',
};

/** The comparison that holds when `comparison` does not; `set` has none. */
export function inverseOf(comparison: Comparison): Comparison | undefined {
  return comparisonInverses[comparison];
}

const comparisonMirrors: Record<Comparison, Comparison> = {
  eq: 'eq',
  ne: 'ne',
  set: 'set',
  ult: 'ugt',
  ugt: 'ult',
  ule: 'uge',
  uge: 'ule',
  slt: 'sgt',
  sgt: 'slt',
  sle: 'sge',
  sge: 'sle',
};

/** The comparison that says the same with its operands exchanged. */
export function mirrorOf(comparison: Comparison): Comparison {
  return comparisonMirrors[comparison];
}
