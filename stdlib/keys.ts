// Keys: public keys known when the program is compiled, against 32 bytes in memory.
import type { ProgramErrorName } from '../grammar/program-errors.js';
import type { Value } from '../grammar/flow.js';
import type { FlowBuilder } from './builder.js';

/** Offsets of the four words of a key. */
export const keyWords = [0, 8, 16, 24] as const;

/** Eight bytes of a key, as a load would give them. */
export function keyWord(key: Uint8Array, offset: number): bigint {
  return new DataView(key.buffer, key.byteOffset, 32).getBigUint64(offset, true);
}

/** Fails unless the 32 bytes at `address + offset` are the key. */
export function requireKey(
  b: FlowBuilder,
  address: Value,
  offset: number,
  key: Uint8Array,
  error: ProgramErrorName,
  reason: string,
): void {
  for (const word of keyWords) {
    const found = b.load(8, address, offset + word);
    b.failIf('ne', found, b.constant(keyWord(key, word)), error, reason);
  }
}
