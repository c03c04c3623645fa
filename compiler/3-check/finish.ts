// Turns drafts into checked Core: open literals become i64, and every literal is held against its type.
import type { Diagnostics } from '../../grammar/diagnostics.js';
import type { Expression, Variable } from '../../grammar/core.js';
import { fits, maximumOf, minimumOf, typeName, type Type } from '../../grammar/signature.js';
import type { Draft, DraftVariable } from '../../stdlib/form.js';
import { prune, settle } from '../../stdlib/inferred.js';

export class Finisher {
  private readonly variables = new Map<DraftVariable, Variable>();

  constructor(private readonly diagnostics: Diagnostics) {}

  variable(draft: DraftVariable): Variable {
    const known = this.variables.get(draft);
    if (known) return known;
    draft.type = settle(draft.type);
    // From here on the same object serves as checked variable, so that later marks reach both.
    const checked = draft as Variable;
    this.variables.set(draft, checked);
    return checked;
  }

  expression(draft: Draft): Expression {
    const type = settle(draft.type);
    const { span } = draft;
    switch (draft.kind) {
      case 'integer': {
        const value = this.scaled(draft.value, type, draft);
        this.checkLiteral(value, type, draft);
        return { kind: 'integer', value, type, span };
      }
      case 'boolean':
      case 'string':
      case 'pubkey':
      case 'nothing':
      case 'break':
      case 'continue':
        return { ...draft, type };
      case 'variable':
        return { kind: 'variable', variable: this.variable(draft.variable), type, span };
      case 'define':
        return {
          kind: 'define',
          variable: this.variable(draft.variable),
          value: this.expression(draft.value),
          type,
          span,
        };
      case 'assign':
        return {
          kind: 'assign',
          variable: this.variable(draft.variable),
          path: draft.path,
          value: this.expression(draft.value),
          type,
          span,
        };
      case 'product':
      case 'variant':
        return { ...draft, items: draft.items.map((item) => this.expression(item)), type };
      case 'part':
      case 'is':
      case 'payload':
      case 'widen':
      case 'narrow':
      case 'view':
        return { ...draft, operand: this.expression(draft.operand), type };
      case 'closure':
        return { kind: 'closure', captures: draft.captures as readonly Variable[], type, span };
      case 'attempt':
        return {
          kind: 'attempt',
          body: this.expression(draft.body),
          variable: this.variable(draft.variable),
          handler: this.expression(draft.handler),
          type,
          span,
        };
      case 'refail':
        return { kind: 'refail', code: this.expression(draft.code), type, span };
      case 'sequence':
        return { kind: 'sequence', items: draft.items.map((item) => this.expression(item)), type, span };
      case 'cond': {
        const clauses = draft.clauses.map(({ test, body }) => ({
          test: this.expression(test),
          body: this.expression(body),
        }));
        const otherwise = this.expression(draft.otherwise);
        return { kind: 'cond', clauses, otherwise, ...(draft.exclusive && { exclusive: true }), type, span };
      }
      case 'logic':
        return {
          kind: 'logic',
          mode: draft.mode,
          operands: draft.operands.map((operand) => this.expression(operand)),
          type,
          span,
        };
      case 'loop':
        return {
          kind: 'loop',
          loop: draft.loop,
          test: this.expression(draft.test),
          body: this.expression(draft.body),
          update: draft.update && this.expression(draft.update),
          type,
          span,
        };
      case 'return':
        return { kind: 'return', value: this.expression(draft.value), type, span };
      case 'body':
        return { kind: 'body', body: this.expression(draft.body), type, span };
      case 'truth':
        return { kind: 'truth', operand: this.expression(draft.operand), type, span };
      case 'call': {
        const closure = draft.closure && this.expression(draft.closure);
        const inner = draft.arguments.map((argument) => this.expression(argument));
        return { ...draft, closure, arguments: inner, type };
      }
      case 'apply': {
        const inner = draft.arguments.map((argument) => this.expression(argument));
        return { ...draft, arguments: inner, type };
      }
    }
  }

  /** An integer literal that has become a decimal counts its units. */
  private scaled(value: bigint, type: Type, draft: Draft): bigint {
    const isWritten = prune(draft.type).kind === 'decimal' && draft.type.kind !== 'hole';
    return type.kind === 'decimal' && !isWritten ? value * 10n ** BigInt(type.digits) : value;
  }

  private checkLiteral(value: bigint, type: Type, draft: Draft): void {
    if (type.kind !== 'integer' || fits(value, type)) return;
    this.diagnostics.report('integerRange', draft.span, {
      value,
      type: typeName(type),
      minimum: minimumOf(type),
      maximum: maximumOf(type),
    });
  }
}
