// Flow: functions as graphs of blocks in static single assignment form over 64-bit values, with block parameters.
import type { Span } from './source.js';
import type { UnitsLimit } from './units-limit.js';

/** A value: the number of the one instruction result or parameter that defines it, dense from 0 per function. */
export type Value = number;
/** A block's number in its function, the index into `FlowFunction.blocks`. Block 0 is the entry. */
export type BlockId = number;

/** How many values a function gives back at most; r0 to r5 hold them and the status. */
export const mostResults = 5;

export interface FlowProgram {
  /** Function 0 is the entry point: parameters are the input address (r1) and the instruction data address (r2). */
  readonly functions: FlowFunction[];
  /** Constant bytes; an `address` instruction names one by index. Equal contents share storage. */
  readonly rodata: readonly Uint8Array[];
  /**
   * Bytes of the heap region, from its start, that hold global variables. Only loads and stores at constant addresses
   * reach them.
   */
  readonly globalBytes: number;
}

export interface FlowFunction {
  readonly name: string;
  readonly span: Span | undefined;
  parameters: readonly Value[];
  /** How many values `return` carries, at most `mostResults`: each has a register. */
  readonly results: number;
  /**
   * Whether the function can end in `fail`. A fallible function has one more result, the status: zero after
   * `return`, otherwise not zero and result 0 is the error code. With no results the status is the code itself.
   * The entry function is never fallible in this sense: there `fail` ends the program with the code.
   */
  fallible: boolean;
  readonly blocks: Block[];
  /** Sizes in bytes of the stack slots, each placed 8-aligned in the frame. */
  readonly slots: number[];
  /**
   * Whether this is the one function that takes memory from the heap: as many bytes as its parameter says, zeros that
   * nothing else uses. Result 0 is their address, 8-aligned; it fails where there are none left.
   */
  allocates: boolean;
  /** How many values exist; every Value is below it. */
  values: number;
  /** It stays a function of its own, whose calls are bounded: nothing of it is copied into its callers. */
  kept:
    | {
        readonly limit: UnitsLimit;
        /** How many bits of each parameter may be set; undefined where all of them, or the sign. */
        readonly bits: readonly (number | undefined)[];
      }
    | undefined;
}

export interface Block {
  readonly parameters: Value[];
  readonly instructions: FlowInstruction[];
  terminator: Terminator;
  /** Cold blocks (traps) are laid out after the others. */
  readonly cold: boolean;
}

export type BinaryOperator =
  'add' | 'sub' | 'mul' | 'div' | 'rem' | 'and' | 'or' | 'xor' | 'shl' | 'lshr' | 'ashr';

/** Comparisons; `u` unsigned, `s` signed; `set` is true if `left & right` is not zero. */
export type Comparison = 'eq' | 'ne' | 'ult' | 'ule' | 'ugt' | 'uge' | 'slt' | 'sle' | 'sgt' | 'sge' | 'set';

export type Size = 1 | 2 | 4 | 8;

/**
 * What `flow/make.ts` makes, and nothing else: all instructions have one of four layouts, so have terminators, and edges
 * have one (there it says why), which object literals and spreads would not keep.
 */
export declare class Made {
  private readonly isMade: true;
}

/** `value` is the unsigned 64-bit pattern. */
export interface Constant extends Made {
  readonly kind: 'constant';
  readonly result: Value;
  readonly value: bigint;
  readonly span: Span;
}

/** The address of a stack slot of this function's frame. */
export interface Slot extends Made {
  readonly kind: 'slot';
  readonly result: Value;
  readonly slot: number;
  readonly span: Span;
}

/** The address of a constant. */
export interface Address extends Made {
  readonly kind: 'address';
  readonly result: Value;
  readonly rodata: number;
  readonly span: Span;
}

/** 64-bit, wrapping; `div` and `rem` unsigned, and the VM faults on a zero divisor; shifts take the amount modulo 64. */
export interface Binary extends Made {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly result: Value;
  readonly left: Value;
  readonly right: Value;
  readonly span: Span;
}

/** 0 or 1. */
export interface Compare extends Made {
  readonly kind: 'compare';
  readonly comparison: Comparison;
  readonly result: Value;
  readonly left: Value;
  readonly right: Value;
  readonly span: Span;
}

/** The low `bits` of a value, sign- or zero-extended to 64. */
export interface Extend extends Made {
  readonly kind: 'extend';
  readonly result: Value;
  readonly operand: Value;
  readonly bits: 8 | 16 | 32;
  readonly signed: boolean;
  readonly span: Span;
}

/** Zero-extending load at `address + offset`. `invariant`: the bytes never change while the program runs. */
export interface Load extends Made {
  readonly kind: 'load';
  readonly result: Value;
  readonly size: Size;
  readonly address: Value;
  readonly offset: number;
  readonly invariant: boolean;
  readonly span: Span;
}

export interface Store extends Made {
  readonly kind: 'store';
  readonly size: Size;
  readonly address: Value;
  readonly offset: number;
  readonly value: Value;
  readonly span: Span;
}

/**
 * The address of the serialized entry of account `index` (its first byte, the duplicate marker 0xff), a duplicate resolved
 * to the entry it repeats. Fails with NotEnoughAccountKeys if there is no such account. A pass expands it; two with one
 * index give one value. `unique`: a duplicate is not resolved but fails, with the code `repeated` or else
 * AccountBorrowFailed; the index is then a constant.
 */
export interface Account extends Made {
  readonly kind: 'account';
  readonly result: Value;
  readonly index: Value;
  readonly unique: boolean;
  readonly repeated: bigint | undefined;
  readonly span: Span;
}

/**
 * `results`: the callee's results, then its status if it is fallible (with 0 results and fallible: just the status). A
 * branch on the status follows in the Flow itself.
 */
export interface Call extends Made {
  readonly kind: 'call';
  readonly callee: number;
  readonly arguments: readonly Value[];
  readonly results: readonly Value[];
  readonly span: Span;
}

/** `zero`: the result is known to be 0 whenever the syscall returns (sol_log_ and its like). */
export interface Syscall extends Made {
  readonly kind: 'syscall';
  readonly name: string;
  readonly arguments: readonly Value[];
  readonly result: Value;
  readonly zero: boolean;
  readonly span: Span;
}

export type FlowInstruction =
  Constant | Slot | Address | Binary | Compare | Extend | Load | Store | Account | Call | Syscall;

/** The reason of a `fail` that hands on the failure of a called function, whose own reason says more. */
export const handedOn = 'a called function failed';

export interface Edge extends Made {
  readonly block: BlockId;
  readonly arguments: readonly Value[];
  /** The place of the failure it leads to, in whose code failures in other places may share. */
  readonly failing: Span | undefined;
}

export interface Jump extends Made {
  readonly kind: 'jump';
  readonly target: Edge;
  readonly span: Span;
}

export interface Branch extends Made {
  readonly kind: 'branch';
  readonly comparison: Comparison;
  readonly left: Value;
  readonly right: Value;
  readonly then: Edge;
  readonly otherwise: Edge;
  readonly span: Span;
}

export interface Return extends Made {
  readonly kind: 'return';
  readonly values: readonly Value[];
  readonly span: Span;
}

/** Ends the program (see `FlowFunction.fallible`) with r0 = code. `reason` goes to the debug map. */
export interface Fail extends Made {
  readonly kind: 'fail';
  readonly code: Value;
  readonly reason: string;
  readonly span: Span;
}

/** Control never comes here: after a syscall that does not return. */
export interface Unreachable extends Made {
  readonly kind: 'unreachable';
  readonly span: Span;
}

export type Terminator = Jump | Branch | Return | Fail | Unreachable;

/** The values an instruction defines. */
export function resultsOf(instruction: FlowInstruction): readonly Value[] {
  if (instruction.kind === 'store') return [];
  if (instruction.kind === 'call') return instruction.results;
  return [instruction.result];
}

/** The values an instruction reads. */
export function operandsOf(instruction: FlowInstruction): readonly Value[] {
  switch (instruction.kind) {
    case 'constant':
    case 'slot':
    case 'address':
      return [];
    case 'binary':
    case 'compare':
      return [instruction.left, instruction.right];
    case 'extend':
      return [instruction.operand];
    case 'load':
      return [instruction.address];
    case 'store':
      return [instruction.address, instruction.value];
    case 'account':
      return [instruction.index];
    case 'call':
    case 'syscall':
      return instruction.arguments;
  }
}

/** The edges a terminator may take, in order. */
export function edgesOf(terminator: Terminator): readonly Edge[] {
  if (terminator.kind === 'jump') return [terminator.target];
  if (terminator.kind === 'branch') return [terminator.then, terminator.otherwise];
  return [];
}
