// Warns of macros, and what is defined for them, that nothing uses.
import type { Session } from './session.js';
import { entityKind } from './define-macro.js';

/** What an imported file offers need not be used; what is hidden inside its bodies must be, like all of the program. */
export function reportUnused({ entities, diagnostics, budget }: Session): void {
  if (budget.exhausted) return;
  for (const entity of entities) {
    const { name, span, scope, used } = entity;
    const isOffered = scope.module?.isMain === false && scope === scope.module.scope;
    if (!used && !isOffered) diagnostics.report('unusedMacro', span, { what: entityKind(entity), name });
  }
}
