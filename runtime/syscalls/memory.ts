// Memory: syscalls that copy, move, fill and compare bytes, and the heap allocator.
import type { LinearCost } from '../../grammar/costs.js';
import { flat, linear, linearUnits } from '../../grammar/costs.js';
import { inputParameter, integerParameter, lengthParameter, outputParameter } from '../../grammar/syscall.js';
import type { SyscallContext, SyscallRow } from './syscall.js';
import { consume, refusal } from './syscall.js';
import { bytesAt, disjoint, roomAt } from './translate.js';

const bytesCost: LinearCost = linear('length', { per: 250, minimum: 10 });

/** Layouts above this, less their alignment, are refused by Rust. The heap is aligned to 8, for loader v1 to 1. */
const greatestLayout = 1n << 63n;

function move({ memory }: SyscallContext, to: bigint, from: bigint, length: bigint): void {
  const target = bytesAt(memory, to, length, 'write');
  target.set(bytesAt(memory, from, length, 'read'));
}

/** The difference of the first bytes that differ, 0 if none do. */
function difference(left: Uint8Array, right: Uint8Array): number {
  const index = left.findIndex((byte, at) => byte !== right[at]);
  return index < 0 ? 0 : left[index]! - right[index]!;
}

export const memorySyscalls = [
  {
    name: 'sol_memcpy_',
    parameters: [outputParameter('to'), inputParameter('from'), lengthParameter('length')],
    doc: 'Copies bytes. Refuses ranges that overlap.',
    cost: bytesCost,
    specification: 'Agave: SyscallMemcpy',
    zeroResult: true,
    run: (context, to, from, length) => {
      consume(context.meter, linearUnits(bytesCost, length));
      if (!disjoint(from, length, to, length)) throw refusal('CopyOverlapping');
      move(context, to, from, length);
      return 0n;
    },
  },
  {
    name: 'sol_memmove_',
    parameters: [outputParameter('to'), inputParameter('from'), lengthParameter('length')],
    doc: 'Copies bytes between ranges that may overlap.',
    cost: bytesCost,
    specification: 'Agave: SyscallMemmove',
    zeroResult: true,
    run: (context, to, from, length) => {
      consume(context.meter, linearUnits(bytesCost, length));
      move(context, to, from, length);
      return 0n;
    },
  },
  {
    name: 'sol_memset_',
    parameters: [outputParameter('to'), integerParameter('byte'), lengthParameter('length')],
    doc: 'Fills a range with the low 8 bits of `byte`.',
    cost: bytesCost,
    specification: 'Agave: SyscallMemset',
    zeroResult: true,
    run: ({ memory, meter }, to, byte, length) => {
      consume(meter, linearUnits(bytesCost, length));
      bytesAt(memory, to, length, 'write').fill(Number(byte & 0xffn));
      return 0n;
    },
  },
  {
    name: 'sol_memcmp_',
    parameters: [
      inputParameter('left'),
      inputParameter('right'),
      lengthParameter('length'),
      outputParameter('result', 4),
    ],
    doc: 'Writes to `result`, an i32 at a 4-aligned address, the difference of the first bytes that differ, or 0.',
    cost: bytesCost,
    specification: 'Agave: SyscallMemcmp',
    zeroResult: true,
    run: ({ memory, meter }, left, right, length, result) => {
      consume(meter, linearUnits(bytesCost, length));
      const first = bytesAt(memory, left, length, 'read');
      const second = bytesAt(memory, right, length, 'read');
      const room = roomAt(memory, result, 4, 4n);
      new DataView(room.buffer, room.byteOffset).setInt32(0, difference(first, second), true);
      return 0n;
    },
  },
  {
    name: 'sol_alloc_free_',
    parameters: [lengthParameter('size'), integerParameter('free')],
    doc:
      'Takes `size` bytes of the heap, 8-aligned: r0 is their address, or 0 if the heap is full. ' +
      'Memory is never given back: with `free` not 0 it does nothing and r0 is 0.',
    cost: flat(0),
    specification: 'Agave: SyscallAllocFree',
    changedBy: ['disable_deploy_of_alloc_free_syscall'],
    notDeployable: true,
    run: ({ heap, memory }, size, free) => {
      const alignment = memory.aligned ? 8n : 1n;
      if (free !== 0n || size > greatestLayout - alignment) return 0n;
      const start = (heap.used + alignment - 1n) & -alignment;
      if (start + size > heap.size) return 0n;
      heap.used = start + size;
      return heap.start + start;
    },
  },
] as const satisfies readonly SyscallRow[];
