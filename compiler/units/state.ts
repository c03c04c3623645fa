// What is known of registers and of the frame at one place of a program, and how one instruction changes it.
import { heapStart } from '../../grammar/memory.js';
import type { Step } from './graph.js';
import { constant, constantOf, either, lowHalf, ofBits, offsetFrom } from './value.js';
import { operate32, operate64, sameValue, unknown, type Value } from './value.js';

export interface State {
  /** r0 to r10. */
  readonly registers: readonly Value[];
  /** What was stored as eight bytes at offsets from r10. */
  readonly frame: ReadonlyMap<number, Value>;
  /** An address in the frame may be where it is not followed, so that what is stored by any address may change it. */
  readonly leaked: boolean;
}

/** What does not change while a program runs. */
export interface Surroundings {
  /** What the instruction data begins with. */
  readonly data: Uint8Array;
  readonly rodata: Uint8Array;
  readonly rodataAddress: bigint;
}

const isInFrame = ({ base }: Value): boolean => base === 'frame';

/** What is so in both states. */
export function joined(a: State, b: State): State {
  if (a === b) return a;
  let leaked = a.leaked || b.leaked;
  const both = (left: Value, right: Value): Value => {
    leaked ||= isInFrame(left) !== isInFrame(right);
    return either(left, right);
  };
  const registers = a.registers.map((value, index) => both(value, b.registers[index]!));
  if (a.frame === b.frame) return { registers, frame: a.frame, leaked };
  const frame = new Map<number, Value>();
  for (const [offset, value] of a.frame) {
    const other = b.frame.get(offset);
    if (other) frame.set(offset, both(value, other));
    else leaked ||= isInFrame(value);
  }
  for (const [offset, value] of b.frame) leaked ||= isInFrame(value) && !a.frame.has(offset);
  return { registers, frame, leaked };
}

export function sameState(a: State, b: State): boolean {
  if (a.frame.size !== b.frame.size || a.leaked !== b.leaked) return false;
  if (!a.registers.every((value, index) => sameValue(value, b.registers[index]!))) return false;
  return [...a.frame].every(([offset, value]) => {
    const other = b.frame.get(offset);
    return other !== undefined && sameValue(value, other);
  });
}

export function withRegister(state: State, index: number, value: Value): State {
  return { ...state, registers: state.registers.with(index, value) };
}

/** The state once something has been written at an address, as many bytes as are said, or any number of them. */
export function overwritten(state: State, address: Value, size = Infinity): State {
  const offset = offsetFrom('frame', address);
  if (offset !== undefined) {
    const frame = new Map(state.frame);
    let { leaked } = state;
    for (const [at, value] of state.frame) {
      if (at + 8 <= offset || at >= offset + size) continue;
      frame.delete(at);
      // Of an address of which a part is written over nothing is known.
      leaked ||= isInFrame(value) && (at < offset || at + 8 > offset + size);
    }
    return { ...state, frame, leaked };
  }
  const isElsewhere = address.base === undefined ? address.low >= heapStart : address.base !== 'frame';
  if (isElsewhere || (!state.leaked && address.base === undefined)) return state;
  return state.frame.size === 0 ? state : { ...state, frame: new Map() };
}

/** The state once a value is where it is not followed. */
export function handedOut(state: State, value: Value): State {
  return isInFrame(value) && !state.leaked ? { ...state, leaked: true } : state;
}

/** The state once bytes of the frame may have been copied. */
export function copiedOut(state: State): State {
  return [...state.frame.values()].reduce(handedOut, state);
}

function numberIn(bytes: Uint8Array, at: number, size: number): bigint {
  let value = 0n;
  for (let index = Math.min(size, bytes.length - at) - 1; index >= 0; index--)
    value = (value << 8n) | BigInt(bytes[at + index]!);
  return value;
}

/** What `size` bytes at an address hold. */
export function loaded(state: State, address: Value, size: number, around: Surroundings): Value {
  const inFrame = offsetFrom('frame', address);
  if (inFrame !== undefined) return (size === 8 && state.frame.get(inFrame)) || ofBits(8 * size);
  const inData = offsetFrom('data', address);
  if (inData !== undefined && inData >= 0 && inData < around.data.length) {
    const known = Math.min(size, around.data.length - inData);
    const value = numberIn(around.data, inData, size);
    return known === size ? constant(value) : { ...ofBits(8 * size), end: { bits: 8 * known, value } };
  }
  const at = constantOf(address);
  if (at === undefined) return ofBits(8 * size);
  const offset = at - around.rodataAddress;
  if (offset < 0n || offset + BigInt(size) > BigInt(around.rodata.length)) return ofBits(8 * size);
  return constant(numberIn(around.rodata, Number(offset), size));
}

function stored(state: State, address: Value, size: number, value: Value): State {
  const written = overwritten(state, address, size);
  const offset = offsetFrom('frame', address);
  if (offset === undefined || size !== 8) return handedOut(written, value);
  return { ...written, frame: new Map(written.frame).set(offset, value) };
}

/** Operations that keep what they are done to an address that is followed. */
const following: ReadonlySet<string> = new Set(['add', 'sub', 'mov']);

/** The state after an instruction that is neither a jump nor a call. */
export function after(state: State, step: Step, around: Surroundings): State {
  const { row, operation, dst, src, offset, immediate } = step;
  const { registers } = state;
  const size = row.width / 8;
  const place = (register: number): Value =>
    operate64('add', registers[register]!, constant(BigInt.asUintN(64, BigInt(offset))));
  switch (row.shape) {
    case 'lddw':
      return withRegister(state, dst, immediate!);
    case 'load':
      return withRegister(state, dst, loaded(state, place(src), size, around));
    case 'store-imm':
      return stored(state, place(dst), size, immediate!);
    case 'store-reg':
      return stored(state, place(dst), size, registers[src]!);
    case 'dst-imm':
    case 'dst-src': {
      const operand = immediate ?? registers[src]!;
      const isFollowed = row.width === 64 && following.has(operation);
      const before = isFollowed ? state : handedOut(handedOut(state, operand), registers[dst]!);
      if (operation === 'mov')
        return withRegister(before, dst, row.width === 64 ? operand : lowHalf(operand));
      const operate = row.width === 64 ? operate64 : operate32;
      return withRegister(before, dst, operate(operation, registers[dst]!, operand));
    }
    default:
      return withRegister(handedOut(state, registers[dst]!), dst, unknown);
  }
}
