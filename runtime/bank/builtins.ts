// The table of builtin programs.
import type { Builtin } from './builtin.js';
import { computeBudget } from './builtins/compute-budget.js';
import { loaderV3 } from './builtins/loader-v3.js';
import { loaderV1, loaderV2 } from './builtins/retired-loaders.js';
import { system } from './builtins/system.js';

export const builtins: readonly Builtin[] = [system, computeBudget, loaderV3, loaderV2, loaderV1];

const byId: ReadonlyMap<string, Builtin> = new Map(builtins.map((builtin) => [builtin.id, builtin]));

export function builtinAt(id: string): Builtin | undefined {
  return byId.get(id);
}
