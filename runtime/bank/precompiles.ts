// The table of precompiles.
import type { Precompile } from './precompile.js';

export const precompiles: readonly Precompile[] = [];

const byId: ReadonlyMap<string, Precompile> = new Map(
  precompiles.map((precompile) => [precompile.id, precompile]),
);

export function precompileAt(id: string): Precompile | undefined {
  return byId.get(id);
}
