// Calls: small programs that call one syscall with bytes from constants and show what it left behind.
import { agree } from '../agree.js';
import type { Step } from '../small-program.js';
import { args, constant, copy, exit, move, rodata, syscall } from '../small-program.js';

/** Bytes among the constants of the program; their address is known when it is built. */
export interface Placed {
  readonly bytes: Uint8Array;
}

export const placed = (...parts: readonly Uint8Array[]): Placed => ({
  bytes: new Uint8Array(Buffer.concat(parts)),
});

export type Argument = number | bigint | Placed;

export interface Call {
  readonly title: string;
  readonly values: readonly Argument[];
}

/** Where results go: the heap, filled with a pattern before the call. */
export const room = 0x3_0000_0100n;
export const heapEnd = 0x3_0000_8000n;
export const nowhere = 0x9_0000_0000n;
export const maximum = (1n << 64n) - 1n;
const filled = { start: 0x3_0000_0000n, length: 1024 };

export const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));

/** A number as bytes, little-endian. */
export function littleEndian(value: bigint, size: number): Uint8Array {
  return bigEndian(value, size).reverse();
}

/** A number as bytes, big-endian. */
export function bigEndian(value: bigint, size: number): Uint8Array {
  return hex(value.toString(16).padStart(2 * size, '0'));
}

/** The bytes with the byte at `at` replaced by what `change` makes of it. */
export function changed(bytes: Uint8Array, at: number, change: (byte: number) => number): Uint8Array {
  const result = bytes.slice();
  result[at] = change(result[at]!);
  return result;
}

/** The steps that put the arguments into r1 to r5, and the constants they point to. */
export function argumentsOf(values: readonly Argument[]): { steps: Step[]; constants: Uint8Array } {
  const parts: Uint8Array[] = [];
  let length = 0;
  const steps = values.map((value, index) => {
    if (typeof value !== 'object') return constant(index + 1, BigInt(value));
    const offset = length;
    parts.push(value.bytes);
    length += value.bytes.length;
    return rodata(index + 1, offset);
  });
  return { steps, constants: new Uint8Array(Buffer.concat(parts)) };
}

const fillRoom: readonly Step[] = [...args(filled.start, 0xaa, filled.length), syscall('sol_memset_')];

/** Logs r0 and returns the room with the pattern. */
export const showAll: readonly Step[] = [
  copy(1, 0),
  syscall('sol_log_64_'),
  ...args(filled.start, filled.length),
  syscall('sol_set_return_data'),
  move(0, 0),
  exit,
];

/** Runs the call here and in litesvm, in v3 and v0; gives the bytes at `room` afterwards. */
export function agreeOnCall(name: string, values: readonly Argument[]): Uint8Array {
  const { steps, constants } = argumentsOf(values);
  const request = { budget: 1_400_000 };
  const outcome = agree([...fillRoom, ...steps, syscall(name), ...showAll], request, constants);
  return outcome.returnData?.slice(Number(room - filled.start)) ?? new Uint8Array(0);
}

/** The units of the bare call; runs it with just enough, with one too few for the call, and with none. */
export function agreeOnUnits(name: string, values: readonly Argument[]): number {
  const { steps, constants } = argumentsOf(values);
  const program = [...steps, syscall(name), exit];
  const { units } = agree(program, { budget: 1_400_000 }, constants);
  for (const budget of [units, units - 1, units - 2, steps.length + 1]) agree(program, { budget }, constants);
  return units - program.length;
}
