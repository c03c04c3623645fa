// The table of builtin programs.
import type { Builtin } from './builtin.js';
import { computeBudget } from './builtins/compute-budget.js';

export const builtins: readonly Builtin[] = [computeBudget];

const byId: ReadonlyMap<string, Builtin> = new Map(builtins.map((builtin) => [builtin.id, builtin]));

export function builtinAt(id: string): Builtin | undefined {
  return byId.get(id);
}
