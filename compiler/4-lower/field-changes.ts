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
      case 'variant':
        return expression.items.some((item) => this.givesField(item));
      case 'part':
      case 'payload':
      case 'narrow':
      case 'widen':
      case 'view':
        return this.givesField(expression.operand);
      case 'attempt':
        return this.givesField(expression.body) || this.givesField(expression.handler);
      case 'body':
        return this.givesField(expression.body) || this.returnsField(expression.body);
      case 'sequence':
        return expression.items.length > 0 && this.givesField(expression.items.at(-1)!);
      case 'cond':
        return (
          this.givesField(expression.otherwise) ||
          expression.clauses.some((clause) => this.givesField(clause.body))
        );
      case 'call':
        // A function may give back what it is given.
        return (
          expression.arguments.some((argument) => this.givesField(argument)) ||
          this.isGiving(expression.callee)
        );
      case 'apply': {
        const change = changesOf.get(expression.form);
        if (change === undefined) return expression.arguments.some((argument) => this.givesField(argument));
        if (!this.forms.has(change)) return false;
        const { type } = expression.arguments[0]!;
        return type.kind === 'account' && type.writable;
      }
      default:
        return false;
    }
  }

  /** Whether some `return` in an expression gives a field. */
  private returnsField(expression: Expression): boolean {
    if (expression.kind === 'return' && this.givesField(expression.value)) return true;
    return childrenOf(expression).some((child) => this.returnsField(child));
  }

  private isGiving(callee: number): boolean {
    const known = this.giving[callee];
    if (known !== undefined) return known;
    this.giving[callee] = false;
    const { body } = this.core.functions[callee]!;
    return (this.giving[callee] = this.givesField(body) || this.returnsField(body));
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
