// Expands macros and sugar into the forms the checker knows, and brings in the files that are imported.
import type { Diagnostics } from '../../grammar/diagnostics.js';
import type { Source } from '../../grammar/source.js';
import type { Syntax } from '../../grammar/syntax.js';
import { Budget } from './budget.js';
import { FileExpander } from './expand-file.js';
import { FreshNames } from './fresh.js';
import { normalPath } from './paths.js';
import { Modules, type ImportedFiles } from './modules.js';
import { reportUnused } from './report-unused.js';
import { SyntaxScope, type Module } from './scope.js';
import type { Session } from './session.js';

export interface Expanded {
  /** The program, with imported files inside its `import` forms. */
  readonly forms: readonly Syntax[];
  /** Every source of the program, the main one first. */
  readonly sources: readonly Source[];
}

/** Expands the forms of a source; those that are malformed are reported and dropped. */
export function expand(
  source: Source,
  forms: readonly Syntax[],
  diagnostics: Diagnostics,
  files: ImportedFiles,
): Expanded {
  const root = new SyntaxScope(undefined, undefined);
  const fresh = new FreshNames();
  const budget = new Budget();
  const expandFile = (module: Module, forms: readonly Syntax[]) =>
    new FileExpander(session, module).file(forms);
  const modules = new Modules(files, root, fresh, budget, expandFile);
  const session: Session = { diagnostics, budget, fresh, modules, entities: [] };
  const main = modules.add(source, normalPath(source.name), forms);
  reportUnused(session);
  return { forms: main.forms, sources: modules.sources };
}
