// The compute budget program: its instructions speak to the bank, which has read them before; running one does nothing.
import type { Builtin } from '../builtin.js';

export const computeBudget: Builtin = {
  id: 'ComputeBudget111111111111111111111111111111',
  name: 'compute_budget_program',
  units: 150,
  specification: 'Agave: ComputeBudgetInstruction',
  run: () => undefined,
};
