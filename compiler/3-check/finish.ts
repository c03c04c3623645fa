// Turns drafts into checked Core: open literals become i64, and every literal is held against its type.
import type { Diagnostics } from '../../grammar/diagnostics.js';
import { eachChild, type Expression, type Variable } from '../../grammar/core.js';
import { fits, maximumOf, minimumOf, typeName, type Type } from '../../grammar/signature.js';
import type { Draft, DraftVariable } from '../../stdlib/form.js';
import { prune, settle, type Inferred } from '../../stdlib/inferred.js';

type IntegerDraft = Extract<Draft, { kind: 'integer' }>;

/**
 * Drafts become Core where they stand, so that later marks of variables reach both. What has been finished may be
 * finished again: a draft may have more than one place.
 */
export class Finisher {
  constructor(private readonly diagnostics: Diagnostics) {}

  variable(draft: DraftVariable): Variable {
    draft.type = settle(draft.type);
    return draft as Variable;
  }

  expression(draft: Draft): Expression {
    this.settle(draft);
    return draft as Expression;
  }

  private readonly settle = (draft: Draft): void => {
    const type = settle(draft.type);
    switch (draft.kind) {
      case 'integer':
        this.literal(draft, type);
        break;
      case 'variable':
      case 'define':
      case 'assign':
      case 'attempt':
        this.variable(draft.variable);
    }
    (draft as { type: Inferred }).type = type;
    eachChild(draft, this.settle);
  };

  private literal(draft: IntegerDraft, type: Type): void {
    // An integer literal that has become a decimal counts its units.
    const isWritten = prune(draft.type).kind === 'decimal' && draft.type.kind !== 'hole';
    if (type.kind === 'decimal' && !isWritten)
      (draft as { value: bigint }).value = draft.value * 10n ** BigInt(type.digits);
    if (type.kind !== 'integer' || fits(draft.value, type)) return;
    this.diagnostics.report('integerRange', draft.span, {
      value: draft.value,
      type: typeName(type),
      minimum: minimumOf(type),
      maximum: maximumOf(type),
    });
  }
}
