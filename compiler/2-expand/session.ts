// What the expansion of all files of a program shares.
import type { Diagnostics } from '../../grammar/diagnostics.js';
import type { Budget } from './budget.js';
import type { FreshNames } from './fresh.js';
import type { Modules } from './modules.js';
import type { SyntaxEntity } from './scope.js';

export interface Session {
  readonly diagnostics: Diagnostics;
  readonly budget: Budget;
  readonly fresh: FreshNames;
  readonly modules: Modules;
  /** All that is defined for macros, in the order of definition. */
  readonly entities: Exclude<SyntaxEntity, { kind: 'ordinary' }>[];
}
