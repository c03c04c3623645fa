// Hashes: the 32-bit numbers by which instructions name syscalls and, before v3, functions.

const rotate = (value: number, bits: number): number => (value << bits) | (value >>> (32 - bits));

function scramble(block: number): number {
  return Math.imul(rotate(Math.imul(block, 0xcc9e2d51), 15), 0x1b873593);
}

/** MurmurHash3 x86 32-bit with seed 0, unsigned. */
export function murmur3(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const whole = bytes.length & ~3;
  let hash = 0;
  for (let at = 0; at < whole; at += 4) {
    hash = rotate(hash ^ scramble(view.getUint32(at, true)), 13);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  let tail = 0;
  for (let at = bytes.length - 1; at >= whole; at--) tail = (tail << 8) | bytes[at]!;
  hash ^= scramble(tail) ^ bytes.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The unsigned number a `call` carries for the syscall `name`; as an immediate it is `syscallHash(name) | 0`. */
export function syscallHash(name: string): number {
  return murmur3(new TextEncoder().encode(name));
}

/** The unsigned key by which v0 to v2 name the function at instruction `pc`. */
export function functionKey(pc: number): number {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(pc), true);
  return murmur3(bytes);
}

/** The key of the entry function in v0 to v2, whatever its pc. */
export const entrypointKey = syscallHash('entrypoint');
