// The operands of a function of macro code, each read as what the function asks for.
import type { Span } from '../../../grammar/source.js';
import type { ListSyntax, StringSyntax, Syntax } from '../../../grammar/syntax.js';
import { integer, literal, list } from '../../../grammar/syntax.js';
import type { Evaluator } from '../evaluate.js';
import { MacroFailure } from '../failure.js';
import { isTrue, kindName, type FunctionValue, type Value } from '../value.js';

/** A function that macro code can call: one row, one function. */
export interface FunctionRow {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly signature: string;
  readonly doc: string;
  /** An expression and the code it gives, `(first '(a b)) ; => a`. */
  readonly example: string;
  /** How many operands it takes. */
  readonly minimum: number;
  readonly maximum: number;
  run(operands: Operands): Value;
}

/* Beyond this, numbers are of no use to a program, and texts to a reader. */
const longestInteger = 1n << 1024n;
const longestText = 100_000;

export class Operands {
  constructor(
    private readonly row: FunctionRow,
    readonly values: readonly Value[],
    private readonly call: Syntax,
    readonly evaluator: Evaluator,
  ) {
    const { minimum, maximum } = row;
    if (values.length < minimum || values.length > maximum)
      this.fail(`\`${row.name}\` is given ${values.length} operands`, `it is written \`${row.signature}\``);
  }

  get count(): number {
    return this.values.length;
  }

  /** The place of what is made. */
  get site(): Span {
    return this.evaluator.site;
  }

  fail(problem: string, hint?: string): never {
    throw new MacroFailure(problem, this.call.span, hint);
  }

  /** Counts the work of a function against the budget of the program. */
  spend(steps: number): void {
    this.evaluator.budget.spend(steps);
  }

  #wanted(wanted: string, index: number): never {
    const found = kindName(this.values[index]!);
    return this.fail(`\`${this.row.name}\` needs ${wanted} as operand ${index + 1}, but this is ${found}`);
  }

  value(index: number): Value {
    return this.values[index]!;
  }

  code(index: number): Syntax {
    return this.evaluator.code(this.values[index]!, this.call);
  }

  integer(index: number): bigint {
    const value = this.values[index]!;
    return value.kind === 'integer' ? value.value : this.#wanted('an integer', index);
  }

  /** An integer that counts items. */
  size(index: number): number {
    const value = this.integer(index);
    if (value < 0n || value > 1_000_000n) this.fail(`${value} is no index of \`${this.row.name}\``);
    return Number(value);
  }

  text(index: number): string {
    const value = this.values[index]!;
    if (value.kind !== 'string') return this.#wanted('a string', index);
    this.spend(value.value.length >> 4);
    return value.value;
  }

  /** The items of a list or array; null has none. */
  items(index: number): readonly Syntax[] {
    const value = this.values[index]!;
    if (value.kind === 'literal' && value.value === null) return [];
    if (value.kind !== 'list' && value.kind !== 'array') return this.#wanted('a list', index);
    this.spend(value.items.length);
    return value.items;
  }

  /** A list and a function, in either order. */
  itemsAndFunction(): readonly [readonly Syntax[], FunctionValue] {
    const index = this.values.findIndex(({ kind }) => kind === 'function');
    if (index < 0 || index > 1) return this.#wanted('a function', this.count - 1);
    return [this.items(1 - index), this.values[index] as FunctionValue];
  }

  apply(callee: FunctionValue, ...values: readonly Value[]): Value {
    return this.evaluator.apply(callee, values, this.call);
  }

  applyToCode(callee: FunctionValue, ...values: readonly Value[]): Syntax {
    return this.evaluator.code(this.apply(callee, ...values), this.call);
  }

  holds(callee: FunctionValue, value: Value): boolean {
    return isTrue(this.apply(callee, value));
  }

  // What functions give

  list(items: readonly Syntax[]): ListSyntax {
    return list(items, this.site);
  }

  bool(value: boolean): Syntax {
    return literal(value, this.site);
  }

  nothing(): Syntax {
    return literal(null, this.site);
  }

  number(value: bigint | number): Syntax {
    const result = BigInt(value);
    if (result >= longestInteger || result <= -longestInteger) this.fail('the number becomes too large');
    return integer(result, this.site);
  }

  string(value: string): StringSyntax {
    this.spend(value.length >> 4);
    if (value.length > longestText) this.fail('the text becomes too long');
    return { kind: 'string', value, span: this.site };
  }
}
