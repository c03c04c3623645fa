// What may change the fields of accounts: keys are read in place, so who keeps one while fields change needs a copy.
import { childrenOf, type Core, type Expression } from '../../grammar/core.js';

/** The forms that read fields of accounts, each with the one that changes them. */
const changesOf: ReadonlyMap<string, string> = new Map([
  ['account-field', 'set-account-field'],
  ['account-option', 'set-account-option'],
  ['varying-field', 'set-varying-field'],
]);
const changes: ReadonlySet<string> = new Set(changesOf.values());

/** Knows a program whose forms are `forms`. */
export class FieldChanges {
  /** The functions that may change fields, found when first asked for. */
  private changing: ReadonlySet<number> | undefined;
  /** By function, whether its result may be a field; those under way are taken not to. */
  private readonly giving: (boolean | undefined)[] = [];

  constructor(
    private readonly core: Core,
    private readonly forms: ReadonlySet<string>,
  ) {}

  /** Whether the value of an expression, or a part of it, may be a field that some part of the program changes. */
  givesField(expression: Expression): boolean {
    switch (expression.kind) {
      case 'product':
        return expression.items.some((item) => this.givesField(item));
      case 'sequence':
        return expression.items.length > 0 && this.givesField(expression.items.at(-1)!);
      case 'cond':
        return (
          this.givesField(expression.otherwise) ||
          expression.clauses.some((clause) => this.givesField(clause.body))
        );
      case 'call': {
        const { callee } = expression;
        if (this.giving[callee] === undefined) {
          this.giving[callee] = false;
          this.giving[callee] = this.givesField(this.core.functions[callee]!.body);
        }
        return this.giving[callee];
      }
      case 'apply': {
        const change = changesOf.get(expression.form);
        if (change === undefined || !this.forms.has(change)) return false;
        const { type } = expression.arguments[0]!;
        return type.kind === 'account' && type.writable;
      }
      default:
        return false;
    }
  }

  /** Whether fields may be other ones once the expression has been evaluated. */
  mayChange(expression: Expression): boolean {
    return this.changesIn(expression, (this.changing ??= this.changingFunctions()));
  }

  /** Whether fields may be other ones once the function has been called. */
  mayChangeIn(callee: number): boolean {
    return (this.changing ??= this.changingFunctions()).has(callee);
  }

  private changesIn(expression: Expression, changing: ReadonlySet<number>): boolean {
    if (expression.kind === 'call' && changing.has(expression.callee)) return true;
    if (expression.kind === 'apply' && changes.has(expression.form)) return true;
    return childrenOf(expression).some((child) => this.changesIn(child, changing));
  }

  private changingFunctions(): ReadonlySet<number> {
    const changing = new Set<number>();
    for (let before = -1; before < changing.size;) {
      before = changing.size;
      this.core.functions.forEach(({ body }, index) => {
        if (!changing.has(index) && this.changesIn(body, changing)) changing.add(index);
      });
    }
    return changing;
  }
}
