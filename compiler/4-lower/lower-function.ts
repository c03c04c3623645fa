// Lowers the body of one function: expressions to values, conditions to branches, variables to SSA or memory.
import type { Core, CoreFunction, Expression, ExpressionOf, Variable } from '../../grammar/core.js';
import { isLiteral } from '../../grammar/core.js';
import { mostResults, type BlockId, type Value } from '../../grammar/flow.js';
import { componentsOf, holdsKey, partOffset, partsOf, variantsOf } from '../../grammar/layout.js';
import type { Type } from '../../grammar/signature.js';
import type { Cell, FlowBuilder } from '../../stdlib/builder.js';
import type { Lowering } from '../../stdlib/form.js';
import { allocateBytes } from '../../stdlib/heap.js';
import { boolFrom } from '../../stdlib/comparison.js';
import { functionForm } from '../../stdlib/index.js';
import { copyKey } from '../../stdlib/program/internal.js';
import { copyKeys } from './copy-keys.js';
import type { FieldChanges } from './field-changes.js';

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

/** A variable that functions take along and that changes lives on the heap, and its address stands for it. */
const isBoxed = (variable: Variable): boolean => variable.captured && variable.mutated;

/** How many values stand for a variable where it is taken along. */
export function carriedComponents(variable: Variable): number {
  return isBoxed(variable) ? 1 : componentsOf(variable.type);
}

/** The forms that read fields whose place in the data is the same whatever they hold. */
const roomyFields: ReadonlySet<string> = new Set(['account-field', 'account-option']);

/** Whether a result of this type goes through memory, at an address that the caller gives as first argument. */
export function isReturnedInMemory(type: Type): boolean {
  return componentsOf(type) > mostResults;
}

export class FunctionLowering {
  private readonly cells = new Map<Variable, readonly Cell[]>();
  private readonly loops = new Map<number, Loop>();
  /** What variables that never change stand for, if it is a literal. */
  private readonly literals = new Map<Variable, Expression>();
  /** Where a result that goes through memory is to be written. */
  private resultAddress: Value | undefined;
  /** Where `return` goes, and how many values it takes along, if it does not leave the function. */
  private body: { readonly after: BlockId; readonly count: number } | undefined;

  constructor(
    private readonly b: FlowBuilder,
    private readonly globals: Globals,
    private readonly core: Core,
    private readonly leastResults: 0 | 1,
    private readonly fields: FieldChanges,
  ) {}

  /** Binds the parameters of a function other than the entry. */
  begin(definition: CoreFunction, values: readonly Value[]): void {
    let next = 0;
    const take = (count: number): readonly Value[] => values.slice(next, (next += count));
    if (isReturnedInMemory(definition.result)) [this.resultAddress] = take(1);
    for (const capture of definition.captures) {
      const carried = take(carriedComponents(capture));
      this.cellsOf(capture).forEach((cell, index) => this.b.write(cell, carried[index]!));
    }
    for (const parameter of definition.parameters) this.create(parameter, take(componentsOf(parameter.type)));
  }

  return(values: readonly Value[], type: Type): void {
    if (this.resultAddress !== undefined && values.length > 0) {
      const address = this.resultAddress;
      values.forEach((value, index) => this.b.store(8, address, 8 * index, value));
      return this.b.return(this.leastResults === 1 ? [this.b.constant(0)] : []);
    }
    const empty = componentsOf(type) === 0 && this.leastResults === 1;
    this.b.return(empty ? [this.b.constant(0)] : values);
  }

  expression(expression: Expression): readonly Value[] {
    const { b } = this;
    b.span = expression.span;
    switch (expression.kind) {
      case 'integer': {
        const low = b.constant(expression.value);
        const { type } = expression;
        const isWide = type.kind === 'integer' && type.bits === 128;
        return isWide ? [low, b.constant(expression.value >> 64n)] : [low];
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
        this.create(variable, this.detached(value));
        return [];
      }
      case 'assign': {
        const values = this.detached(expression.value);
        this.write(expression.variable, values, offsetOfPath(expression.variable.type, expression.path));
        return values;
      }
      case 'product':
        return this.allInTurn(expression.items);
      case 'part':
        return this.part(
          this.expression(expression.operand),
          partsOf(expression.operand.type)!,
          expression.index,
        );
      case 'variant':
        return this.variant(expression);
      case 'is': {
        const [tag] = this.expression(expression.operand);
        return [b.compare('eq', tag!, b.constant(expression.tag))];
      }
      case 'payload': {
        const { operand, tag, index } = expression;
        const payload = this.expression(operand).slice(1);
        return this.part(payload, variantsOf(operand.type)![tag]!, index);
      }
      case 'closure':
        return expression.captures.flatMap((capture) => this.carried(capture));
      case 'widen':
        return this.widen(expression);
      case 'narrow': {
        const payload = this.expression(expression.operand).slice(1);
        return Array.from({ length: componentsOf(expression.type) }, (_, at) => payload[at] ?? b.constant(0));
      }
      case 'view': {
        const { type } = expression.operand;
        const length = type.kind === 'array' ? (type.length ?? 0) : 0;
        return [...this.expression(expression.operand), b.constant(length)];
      }
      case 'attempt':
        return this.attempt(expression);
      case 'refail':
        b.fail(this.expression(expression.code)[0]!, 'an error that was caught and handed on');
        return [];
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
        if (b.reachable && this.body) b.jump(this.body.after, values.slice(0, this.body.count));
        else if (!this.body) this.return(values, expression.value.type);
        return [];
      }
      case 'body':
        return this.bodyOf(expression);
      case 'truth':
        return [this.truth(expression.operand)];
      case 'call':
        return this.call(expression);
      case 'apply':
        return this.apply(expression);
    }
  }

  /** The values of one of several expressions that are evaluated one after the other, then perhaps given to a function. */
  private inTurn(items: readonly Expression[], index: number, callee?: number): readonly Value[] {
    const item = items[index]!;
    const { fields } = this;
    // What a later one changes, those before it do not follow.
    const isChanged =
      fields.givesField(item) &&
      (items.slice(index + 1).some((later) => fields.mayChange(later)) ||
        (callee !== undefined && fields.mayChangeIn(callee)));
    return isChanged ? this.detached(item) : this.expression(item);
  }

  /** The values of all of them. */
  private allInTurn(items: readonly Expression[], callee?: number): readonly Value[] {
    if (items.length === 1) return this.inTurn(items, 0, callee);
    const values: Value[] = [];
    for (let i = 0; i < items.length; i++) values.push(...this.inTurn(items, i, callee));
    return values;
  }

  /** The values of an expression that is to be kept: a key in the data of an account must not change with it. */
  private detached(value: Expression): readonly Value[] {
    if (value.kind === 'product') return value.items.flatMap((item) => this.detached(item));
    const values = this.expression(value);
    if (values.length === 0 || !holdsKey(value.type) || !this.fields.givesField(value)) return values;
    // An option in a field of fixed room has room for its key where the key is missing too.
    const isRoomy = value.kind === 'apply' && roomyFields.has(value.form);
    const isOption = value.type.kind === 'option' && value.type.value.kind === 'pubkey';
    if (isRoomy && isOption) return [values[0]!, copyKey(this.b, values[1]!)];
    return copyKeys(this.b, value.type, values);
  }

  private sequence(items: readonly Expression[]): readonly Value[] {
    let values: readonly Value[] = [];
    for (const item of items) values = this.expression(item);
    return values;
  }

  private conditional(expression: ExpressionOf<'cond'>): readonly Value[] {
    const { b } = this;
    const after = b.block();
    const results = b.parameters(after, componentsOf(expression.type));
    const room = b.frameRoom();
    const leave = (branch: Expression): void => {
      if (expression.exclusive) b.reuseFrame(room);
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

  private bodyOf({ body, type }: ExpressionOf<'body'>): readonly Value[] {
    const { b } = this;
    const after = b.block();
    const results = b.parameters(after, componentsOf(type));
    const around = this.body;
    this.body = { after, count: results.length };
    const values = this.expression(body);
    if (b.reachable) b.jump(after, values.slice(0, results.length));
    this.body = around;
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
    const { b } = this;
    const { captures, result } = this.core.functions[expression.callee]!;
    const taken = expression.closure && this.expression(expression.closure);
    const args = this.allInTurn(expression.arguments, expression.callee);
    const carried = taken ?? captures.flatMap((capture) => this.carried(capture));
    b.span = expression.span;
    const components = componentsOf(result);
    if (isReturnedInMemory(result)) {
      const slot = b.slot(8 * components);
      b.call(expression.callee, [slot, ...carried, ...args], this.leastResults);
      return Array.from({ length: components }, (_, index) => b.load(8, slot, 8 * index));
    }
    const results = b.call(
      expression.callee,
      [...carried, ...args],
      components === 0 ? this.leastResults : components,
    );
    if (result.kind === 'never') b.unreachable();
    return results.slice(0, components);
  }

  // Parts

  private part(values: readonly Value[], parts: readonly Type[], index: number): readonly Value[] {
    const start = partOffset(parts, index);
    const count = componentsOf(parts[index]!);
    // Code that never runs has no values.
    return Array.from({ length: count }, (_, at) => values[start + at] ?? this.b.constant(0));
  }

  /** The tag and the payload, zeros beyond it up to the size of the largest variant. */
  private tagged(type: Type, tag: number, payload: readonly Value[]): readonly Value[] {
    const rest = Array.from({ length: componentsOf(type) - 1 - payload.length }, () => this.b.constant(0));
    return [this.b.constant(tag), ...payload, ...rest];
  }

  private variant({ type, tag, items }: ExpressionOf<'variant'>): readonly Value[] {
    return this.tagged(type, tag, this.allInTurn(items));
  }

  /** Function values get the tags that their lambdas have among more of them. */
  private widen({ type, operand, from }: ExpressionOf<'widen'>): readonly Value[] {
    const values = this.expression(operand);
    if (from.length === 1) return this.tagged(type, from[0]!, values);
    const { b } = this;
    const cell = b.cell();
    const after = b.block();
    from.forEach((tag, index) => {
      const here = b.block();
      const next = b.block();
      if (index === from.length - 1) b.jump(here);
      else b.branch('eq', values[0]!, b.constant(index), here, next);
      b.enterSealed(here);
      b.write(cell, b.constant(tag));
      b.jump(after);
      b.enterSealed(next);
    });
    b.enterSealed(after);
    const payload = values.slice(1);
    const rest = Array.from({ length: componentsOf(type) - 1 - payload.length }, () => b.constant(0));
    return [b.read(cell), ...payload, ...rest];
  }

  private attempt({ type, body, variable, handler }: ExpressionOf<'attempt'>): readonly Value[] {
    const { b } = this;
    const handling = b.block(true);
    const after = b.block();
    const results = b.parameters(after, componentsOf(type));
    const code = b.cell();
    const leave = (expression: Expression): void => {
      const values = this.expression(expression);
      if (b.reachable)
        b.jump(
          after,
          results.map((_, index) => values[index] ?? b.constant(0)),
        );
    };
    b.attempt(handling, code, () => leave(body));
    b.enterSealed(handling);
    if (b.reachable) {
      this.create(variable, [b.read(code)]);
      leave(handler);
    }
    b.enterSealed(after);
    return results;
  }

  private lowering(expression: ExpressionOf<'apply'>): Lowering {
    const { arguments: sources, type, of, text, encoding, callee, span } = expression;
    const operands = sources.map((source, i) => ({
      type: source.type,
      values: this.inTurn(sources, i),
      source: this.known(source),
    }));
    this.b.span = span;
    return { builder: this.b, operands, type, of, text, encoding, callee, span };
  }

  private apply(expression: ExpressionOf<'apply'>): readonly Value[] {
    const form = functionForm(expression.form);
    const call = this.lowering(expression);
    if (!this.b.reachable) return call.type.kind === 'never' ? [] : this.never(call.type);
    const values = form.lower(call);
    // Of an array that never has elements nothing is read.
    if (call.type.kind === 'never' && this.b.reachable) this.b.unreachable();
    return values;
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
      const form = functionForm(test.form);
      const call = this.lowering(test);
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

  /** An option counts as true if it holds a value that does. */
  private presentTruth(type: Type, [tag, ...payload]: readonly Value[]): Value {
    const { b } = this;
    const cell = b.cell();
    const present = b.block();
    const after = b.block();
    b.write(cell, b.constant(0));
    b.branch('ne', tag!, b.constant(0), present, after);
    b.enterSealed(present);
    b.write(cell, this.truthOf(type, payload));
    b.jump(after);
    b.enterSealed(after);
    return b.read(cell);
  }

  private truth(operand: Expression): Value {
    const values = this.expression(operand);
    this.b.span = operand.span;
    return this.truthOf(operand.type, values);
  }

  private truthOf(type: Type, values: readonly Value[]): Value {
    const { b } = this;
    switch (type.kind) {
      case 'integer':
        return b.compare(
          'ne',
          values.length === 2 ? b.binary('or', values[0]!, values[1]!) : values[0]!,
          b.constant(0),
        );
      case 'string':
        return b.compare('ne', values[1]!, b.constant(0));
      case 'array':
        return type.length === undefined
          ? b.compare('ne', values[1]!, b.constant(0))
          : b.constant(type.length === 0 ? 0 : 1);
      case 'decimal':
        return b.compare('ne', values[0]!, b.constant(0));
      case 'option':
        return this.presentTruth(type.value, values);
      case 'pubkey':
      case 'enum':
      case 'struct':
      case 'function':
        return b.constant(1);
      case 'tuple':
        return b.constant(type.items.length === 0 ? 0 : 1);
      case 'record':
        return b.constant(type.fields.length === 0 ? 0 : 1);
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

  /** Cells for what stands for the variable: its values, or its address on the heap. */
  private cellsOf(variable: Variable): readonly Cell[] {
    const known = this.cells.get(variable);
    if (known) return known;
    const cells = this.b.cells(carriedComponents(variable));
    this.cells.set(variable, cells);
    return cells;
  }

  private read(variable: Variable): readonly Value[] {
    const constant = this.globals.constants.get(variable);
    if (constant) return this.expression(constant);
    const base = this.addressOf(variable);
    if (base === undefined) return this.cellsOf(variable).map((cell) => this.b.read(cell));
    const count = componentsOf(variable.type);
    return Array.from({ length: count }, (_, component) => this.b.load(8, base, 8 * component));
  }

  /** Where the variable lives, if that is in memory. */
  private addressOf(variable: Variable): Value | undefined {
    const address = this.globals.addresses.get(variable);
    if (address !== undefined) return this.b.constant(address);
    return isBoxed(variable) ? this.b.read(this.cellsOf(variable)[0]!) : undefined;
  }

  /** What a function takes along of a variable. */
  private carried(variable: Variable): readonly Value[] {
    return this.cellsOf(variable).map((cell) => this.b.read(cell));
  }

  /** Makes the variable, anew each time control comes here. */
  private create(variable: Variable, values: readonly Value[]): void {
    if (isBoxed(variable)) {
      const box = allocateBytes(this.b, 8 * componentsOf(variable.type));
      this.b.write(this.cellsOf(variable)[0]!, box);
    }
    this.write(variable, values);
  }

  /** Sets the values of a variable from component `first` on. */
  private write(variable: Variable, values: readonly Value[], first = 0): void {
    if (this.globals.constants.has(variable)) return;
    const base = this.addressOf(variable);
    const cells = base === undefined ? this.cellsOf(variable) : [];
    const count = first === 0 && values.length === 0 ? componentsOf(variable.type) : values.length;
    for (let index = 0; index < count; index++) {
      const value = values[index] ?? this.b.constant(0);
      if (base === undefined) this.b.write(cells[first + index]!, value);
      else this.b.store(8, base, 8 * (first + index), value);
    }
  }
}

/** The first component of a part of a part ... of a type. */
function offsetOfPath(type: Type, path: readonly number[]): number {
  let offset = 0;
  let whole = type;
  for (const index of path) {
    const parts = partsOf(whole)!;
    offset += partOffset(parts, index);
    whole = parts[index]!;
  }
  return offset;
}
