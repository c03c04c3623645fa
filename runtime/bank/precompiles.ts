// The table of precompiles.
import type { Precompile } from './precompile.js';
import { ed25519 } from './precompiles/ed25519.js';
import { secp256k1 } from './precompiles/secp256k1.js';
import { secp256r1 } from './precompiles/secp256r1.js';

export const precompiles: readonly Precompile[] = [ed25519, secp256k1, secp256r1];

const byId: ReadonlyMap<string, Precompile> = new Map(
  precompiles.map((precompile) => [precompile.id, precompile]),
);

export function precompileAt(id: string): Precompile | undefined {
  return byId.get(id);
}
