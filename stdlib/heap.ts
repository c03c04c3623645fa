// The heap: memory that a program takes while it runs and never gives back.
import { defaultHeapSize, heapStart } from '../grammar/memory.js';
import type { Value } from '../grammar/flow.js';
import type { FlowBuilder } from './builder.js';

const heapEnd = heapStart + BigInt(defaultHeapSize);

/** Takes memory from the front of what is free; addresses stay 8-aligned. */
function buildAllocate(b: FlowBuilder, size: Value): void {
  const top = b.constant(b.module.heapTopGlobal());
  const error = 'MaxAccountsDataAllocationsExceeded';
  const reason = 'the heap is full';
  b.failIf('ugt', size, b.constant(defaultHeapSize), error, reason);
  const address = b.load(8, top);
  const end = b.binary('add', address, b.binaryWith('and', b.binaryWith('add', size, 7), ~7n));
  b.failIf('ugt', end, b.constant(heapEnd), error, reason);
  b.store(8, top, 0, end);
  b.return([address]);
}

/** The address of `size` bytes of the heap. Fails where the heap has no more. */
export function allocate(b: FlowBuilder, size: Value): Value {
  const build = (inner: FlowBuilder, [bytes]: readonly Value[]): void => buildAllocate(inner, bytes!);
  const { callee } = b.module.routine('allocate', 1, 1, b.span, build, { allocates: true });
  return b.call(callee, [size], 1, 'the heap is full')[0]!;
}

/** The address of a known number of bytes. */
export function allocateBytes(b: FlowBuilder, size: number): Value {
  return allocate(b, b.constant(size));
}

/** Copies bytes between ranges that do not overlap. Agave: SyscallMemcpy. */
export function copyBytes(b: FlowBuilder, to: Value, from: Value, length: Value): void {
  b.syscall('sol_memcpy_', [to, from, length], true);
}
