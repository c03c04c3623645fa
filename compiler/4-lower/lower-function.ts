// Lowers the body of one function: expressions to values, conditions to branches, variables to SSA or memory.
import type { Core, CoreFunction, Expression, ExpressionOf, Variable } from '../../grammar/core.js';
import { isLiteral } from '../../grammar/core.js';
import type { BlockId, Value } from '../../grammar/flow.js';
import type { Type } from '../../grammar/signature.js';
import type { Cell, FlowBuilder } from '../../stdlib/builder.js';
import { componentsOf, type FunctionForm, type Lowering } from '../../stdlib/form.js';
import { boolFrom } from '../../stdlib/comparison.js';
import { functionForm } from '../../stdlib/index.js';

/** Variables of the program's body that functions use. */
export interface Globals {
  readonly constants: ReadonlyMap<Variable, Expression>;
  readonly addresses: ReadonlyMap<Variable, bigint>;
}

interface Loop {
  readonly next: BlockId;
  readonly after: BlockId;
}

const utf8 = new TextEncoder();

export class FunctionLowering {
  private readonly cells = new Map<Variable, readonly Cell[]>();
  private readonly loops = new Map<number, Loop>();
  /** What variables that never change stand for, if it is a literal. */
  private readonly literals = new Map<Variable, Expression>();

  constructor(
    private readonly b: FlowBuilder,
    private readonly globals: Globals,
    private readonly core: Core,
    private readonly leastResults: 0 | 1,
  ) {}

  /** Binds the parameters of a function other than the entry. */
  begin(definition: CoreFunction, values: readonly Value[]): void {
    let next = 0;
    for (const parameter of definition.parameters) {
      const count = componentsOf(parameter.type);
      this.write(parameter, values.slice(next, next + count));
      next += count;
    }
  }

  return(values: readonly Value[], type: Type): void {
    const empty = componentsOf(type) === 0 && this.leastResults === 1;
    this.b.return(empty ? [this.b.constant(0)] : values);
  }

  expression(expression: Expression): readonly Value[] {
    const { b } = this;
    b.span = expression.span;
    switch (expression.kind) {
      case 'integer': {
        const low = b.constant(expression.value);
        return componentsOf(expression.type) === 2 ? [low, b.constant(expression.value >> 64n)] : [low];
      }
      case 'boolean':
        return [b.constant(expression.value ? 1 : 0)];
      case 'string': {
        const bytes = utf8.encode(expression.value);
        return [b.address(bytes), b.constant(bytes.length)];
      }
      case 'pubkey':
        return [b.address(expression.bytes)];
      case 'nothing':
        return [];
      case 'variable':
        return this.read(expression.variable);
      case 'define': {
        const { variable, value } = expression;
        const literal = this.known(value);
        if (isLiteral(literal) && !variable.mutated) this.literals.set(variable, literal);
        this.write(variable, this.expression(value));
        return [];
      }
      case 'assign': {
        const values = this.expression(expression.value);
        this.write(expression.variable, values);
        return values;
      }
      case 'sequence':
        return this.sequence(expression.items);
      case 'cond':
        return this.conditional(expression);
      case 'logic':
        return [boolFrom(b, (then, otherwise) => this.condition(expression, then, otherwise))];
      case 'loop':
        this.loop(expression);
        return [];
      case 'break':
        b.jump(this.loops.get(expression.loop)!.after);
        return [];
      case 'continue':
        b.jump(this.loops.get(expression.loop)!.next);
        return [];
      case 'return': {
        const values = this.expression(expression.value);
        b.span = expression.span;
        this.return(values, expression.value.type);
        return [];
      }
      case 'truth':
        return [this.truth(expression.operand)];
      case 'call':
        return this.call(expression);
      case 'apply':
        return this.apply(expression);
    }
  }

  private sequence(items: readonly Expression[]): readonly Value[] {
    let values: readonly Value[] = [];
    for (const item of items) values = this.expression(item);
    return values;
  }

  private conditional(expression: ExpressionOf<'cond'>): readonly Value[] {
    const { b } = this;
    const after = b.block();
    const results = Array.from({ length: componentsOf(expression.type) }, () => b.parameter(after));
    const leave = (branch: Expression): void => {
      const values = this.expression(branch);
      // A branch that gives no value although one is wanted never ends.
      if (b.reachable && branch.type.kind === 'never') b.unreachable();
      else if (b.reachable) b.jump(after, values.slice(0, results.length));
    };
    for (const { test, body } of expression.clauses) {
      const then = b.block();
      const otherwise = b.block();
      this.condition(test, then, otherwise);
      b.enterSealed(then);
      leave(body);
      b.enterSealed(otherwise);
    }
    leave(expression.otherwise);
    b.enterSealed(after);
    return results;
  }

  private loop(expression: ExpressionOf<'loop'>): void {
    const { b } = this;
    const header = b.block();
    const body = b.block();
    const next = b.block();
    const after = b.block();
    this.loops.set(expression.loop, { next, after });
    b.jump(header);
    b.enter(header);
    this.condition(expression.test, body, after);
    b.enterSealed(body);
    this.expression(expression.body);
    b.jump(next);
    b.enterSealed(next);
    if (expression.update) this.expression(expression.update);
    b.jump(header);
    b.seal(header);
    b.enterSealed(after);
  }

  private call(expression: ExpressionOf<'call'>): readonly Value[] {
    const args = expression.arguments.flatMap((argument) => this.expression(argument));
    const { b } = this;
    b.span = expression.span;
    const components = componentsOf(this.core.functions[expression.callee]!.result);
    const results = b.call(expression.callee, args, components === 0 ? this.leastResults : components);
    if (this.core.functions[expression.callee]!.result.kind === 'never') b.unreachable();
    return results.slice(0, components);
  }

  private lowering(expression: ExpressionOf<'apply'>): {
    readonly form: FunctionForm;
    readonly call: Lowering;
  } {
    const operands = expression.arguments.map((source) => ({
      type: source.type,
      values: this.expression(source),
      source: this.known(source),
    }));
    this.b.span = expression.span;
    const { type, of, text, span } = expression;
    return { form: functionForm(expression.form), call: { builder: this.b, operands, type, of, text, span } };
  }

  private apply(expression: ExpressionOf<'apply'>): readonly Value[] {
    const { form, call } = this.lowering(expression);
    if (!this.b.reachable) return call.type.kind === 'never' ? [] : this.never(call.type);
    return form.lower(call);
  }

  /** Values for code that never runs. */
  private never(type: Type): readonly Value[] {
    return Array.from({ length: componentsOf(type) }, () => this.b.constant(0));
  }

  // Conditions

  /** Ends the block with a branch on the truth of a bool. */
  private condition(test: Expression, then: BlockId, otherwise: BlockId): void {
    const { b } = this;
    b.span = test.span;
    if (test.kind === 'boolean') return b.jump(test.value ? then : otherwise);
    if (test.kind === 'logic') return this.logic(test, then, otherwise);
    if (test.kind === 'cond') return this.nestedCondition(test, then, otherwise);
    if (test.kind === 'apply' && test.form === 'not') {
      return this.condition(test.arguments[0]!, otherwise, then);
    }
    if (test.kind === 'apply') {
      const { form, call } = this.lowering(test);
      if (form.branch && b.reachable) return form.branch(call, then, otherwise);
      const value = b.reachable ? form.lower(call)[0] : undefined;
      return b.branch('ne', value ?? b.constant(0), b.constant(0), then, otherwise);
    }
    const value = this.expression(test)[0];
    b.span = test.span;
    b.branch('ne', value ?? b.constant(0), b.constant(0), then, otherwise);
  }

  /** Jumps out at the first operand that decides. */
  private logic(test: ExpressionOf<'logic'>, then: BlockId, otherwise: BlockId): void {
    const { b } = this;
    const isAnd = test.mode === 'and';
    for (const operand of test.operands) {
      const next = b.block();
      this.condition(operand, isAnd ? next : then, isAnd ? otherwise : next);
      b.enterSealed(next);
    }
    b.jump(isAnd ? then : otherwise);
  }

  /** A condition that is itself conditional, without a value in between. */
  private nestedCondition(test: ExpressionOf<'cond'>, then: BlockId, otherwise: BlockId): void {
    const { b } = this;
    for (const clause of test.clauses) {
      const inner = b.block();
      const outer = b.block();
      this.condition(clause.test, inner, outer);
      b.enterSealed(inner);
      this.condition(clause.body, then, otherwise);
      b.enterSealed(outer);
    }
    this.condition(test.otherwise, then, otherwise);
  }

  private truth(operand: Expression): Value {
    const { b } = this;
    const values = this.expression(operand);
    b.span = operand.span;
    switch (operand.type.kind) {
      case 'integer':
        return b.compare(
          'ne',
          values.length === 2 ? b.binary('or', values[0]!, values[1]!) : values[0]!,
          b.constant(0),
        );
      case 'string':
        return b.compare('ne', values[1]!, b.constant(0));
      case 'pubkey':
        return b.constant(1);
      case 'bool':
        return values[0]!;
      default:
        return b.constant(0);
    }
  }

  // Variables

  /** The literal that an expression is known to be, else the expression. */
  private known(source: Expression): Expression {
    if (source.kind !== 'variable') return source;
    return this.literals.get(source.variable) ?? this.globals.constants.get(source.variable) ?? source;
  }

  private cellsOf(variable: Variable): readonly Cell[] {
    const known = this.cells.get(variable);
    if (known) return known;
    const cells = Array.from({ length: componentsOf(variable.type) }, () => this.b.cell());
    this.cells.set(variable, cells);
    return cells;
  }

  private read(variable: Variable): readonly Value[] {
    const constant = this.globals.constants.get(variable);
    if (constant) return this.expression(constant);
    const address = this.globals.addresses.get(variable);
    if (address === undefined) return this.cellsOf(variable).map((cell) => this.b.read(cell));
    const base = this.b.constant(address);
    return this.cellsOf(variable).map((_, component) => this.b.load(8, base, 8 * component));
  }

  private write(variable: Variable, values: readonly Value[]): void {
    if (this.globals.constants.has(variable)) return;
    const address = this.globals.addresses.get(variable);
    const cells = this.cellsOf(variable);
    if (address === undefined) {
      cells.forEach((cell, component) => this.b.write(cell, values[component] ?? this.b.constant(0)));
      return;
    }
    const base = this.b.constant(address);
    cells.forEach((_, component) => {
      this.b.store(8, base, 8 * component, values[component] ?? this.b.constant(0));
    });
  }
}
