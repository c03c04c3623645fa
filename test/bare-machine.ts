// A machine without accounts for tests: instructions, an input region, named syscalls.
import {
  defaultHeapSize,
  frameSize,
  heapStart,
  initialStackPointer,
  inputStart,
  programStart,
  rodataStart,
  stackSize,
  stackStart,
} from '../grammar/memory.js';
import type { Version } from '../grammar/sbpf.js';
import { hasStackGaps, hasStrictLayout } from '../grammar/sbpf.js';
import type { Executable } from '../runtime/executable.js';
import type { Machine, Syscall } from '../runtime/interpret.js';
import type { Region } from '../runtime/memory.js';
import { Memory } from '../runtime/memory.js';

export interface BareOptions {
  readonly input?: Uint8Array;
  readonly inputWritable?: boolean;
  /** Offsets in the input at which its region is cut in two. */
  readonly boundaries?: readonly number[];
  readonly budget?: number;
  readonly gaps?: boolean;
  /** Where the regions lie; absent: anywhere. */
  readonly registers?: BigUint64Array;
  readonly allocate?: (name: Region['name'], length: number) => Uint8Array;
  readonly syscalls?: (memory: Memory) => ReadonlyMap<number, Syscall>;
}

/** An executable of nothing but instructions, which can also be read as constants. */
export function bareExecutable(
  version: Version,
  text: Uint8Array,
  functions: ReadonlyMap<number, number> = new Map(),
  entryPc = 0,
): Executable {
  const address = hasStrictLayout(version) ? rodataStart : programStart;
  return {
    version,
    text,
    textAddress: programStart,
    entryPc,
    rodata: { address, bytes: text },
    functions,
    symbols: new Map(),
  };
}

/** The machine as Agave starts it, with r1 at the input. */
export function bareMachine({ version, rodata }: Executable, options: BareOptions = {}): Machine {
  const { input = new Uint8Array(0), inputWritable = true, boundaries = [], budget = 1000 } = options;
  const { gaps = hasStackGaps(version), allocate = (_, length) => new Uint8Array(length) } = options;
  const inputBytes = allocate('input', input.length);
  inputBytes.set(input);
  const rodataBytes = allocate('program', rodata.bytes.length);
  rodataBytes.set(rodata.bytes);
  const memory = new Memory(
    [
      { name: 'program', start: rodata.address, bytes: rodataBytes, writable: false },
      {
        name: 'stack',
        start: stackStart,
        bytes: allocate('stack', stackSize),
        writable: true,
        ...(gaps && { gap: frameSize }),
      },
      { name: 'heap', start: heapStart, bytes: allocate('heap', defaultHeapSize), writable: true },
      ...inputRegions(inputBytes, inputWritable, boundaries),
    ],
    version,
  );
  const { registers = new BigUint64Array(11) } = options;
  registers.fill(0n);
  registers[1] = inputStart;
  registers[10] = initialStackPointer(version);
  const syscalls = options.syscalls?.(memory) ?? new Map<number, Syscall>();
  return { memory, registers, meter: { remaining: budget }, syscall: (hash) => syscalls.get(hash) };
}

function inputRegions(input: Uint8Array, writable: boolean, boundaries: readonly number[]): Region[] {
  const cuts = [0, ...boundaries.filter((cut) => cut < input.length), input.length];
  return cuts.slice(1).map((end, index) => ({
    name: 'input',
    start: inputStart + BigInt(cuts[index]!),
    bytes: input.subarray(cuts[index]!, end),
    writable,
  }));
}
