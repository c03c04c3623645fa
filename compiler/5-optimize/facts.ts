// What is known of values at one place of a function: their definitions, their ranges, how they stand to each other.
import type { Comparison, FlowInstruction, Value } from '../../grammar/flow.js';
import type { Span } from '../../grammar/source.js';
import { mirrored } from './arithmetic.js';
import type { Constants } from './constants.js';
import { anyRange, decide, exactly, isEmpty, narrow, rangeIf, type Range } from './ranges.js';
import { anyRelation, both, follows, mirror, relationOf, type Relation } from './relations.js';
import { ScopedTable } from './scoped-table.js';

const zero = exactly(0n);

/** Facts that hold from a block down the dominator tree are taken back with `leave`. */
export class Facts {
  readonly definitions: (FlowInstruction | undefined)[] = [];
  private readonly ranges: (Range | undefined)[] = [];
  /** By value, the constant that conditions pin it to here. */
  private readonly pins: (Value | undefined)[] = [];
  private readonly relations = new ScopedTable();
  private readonly relationOfEntry: Relation[] = [];
  private constants!: Constants;

  private readonly learned: Value[] = [];
  private readonly rangesBefore: (Range | undefined)[] = [];
  private readonly pinsBefore: (Value | undefined)[] = [];
  private readonly marks: number[] = [];

  /** Forgets everything, for a function of so many values. */
  begin(values: number, constants: Constants): void {
    // A walk that was broken off has left nothing.
    while (this.marks.length > 0) this.leave();
    this.constants = constants;
    for (const list of [this.definitions, this.ranges, this.pins]) {
      list.length = values;
      list.fill(undefined);
    }
  }

  enter(): void {
    this.marks.push(this.learned.length, this.relations.size);
  }

  leave(): void {
    const relations = this.marks.pop()!;
    const learned = this.marks.pop()!;
    this.relations.rollback(relations);
    while (this.learned.length > learned) {
      const value = this.learned.pop()!;
      this.ranges[value] = this.rangesBefore.pop();
      this.pins[value] = this.pinsBefore.pop();
    }
  }

  rangeOf(value: Value): Range {
    const known = this.ranges[value];
    if (known !== undefined) return known;
    const bits = this.constants.bitsOf(value);
    return bits === undefined ? anyRange : (this.ranges[value] = exactly(bits));
  }

  /** The constant to read instead of a value, or the value. */
  pinned(value: Value): Value {
    return this.pins[value] ?? value;
  }

  /** Notes what the definition of a value says; it holds wherever the value is defined. */
  define(value: Value, range: Range, definition?: FlowInstruction): void {
    this.ranges[value] = range;
    this.definitions[value] = definition;
  }

  private relationBetween(left: Value, right: Value): Relation {
    const isOrdered = left < right;
    const entry = isOrdered ? this.relations.find(0, left, right) : this.relations.find(0, right, left);
    let relation = entry < 0 ? anyRelation : this.relationOfEntry[entry]!;
    if (!isOrdered) relation = mirror(relation);
    const ofLeft = this.relationToAddend(left, right);
    if (ofLeft !== anyRelation) relation = both(relation, ofLeft);
    const ofRight = this.relationToAddend(right, left);
    return ofRight === anyRelation ? relation : both(relation, mirror(ofRight));
  }

  /** `sum` against `operand` if `sum` is `operand` plus something and does not wrap. */
  private relationToAddend(sum: Value, operand: Value): Relation {
    const definition = this.definitions[sum];
    if (definition?.kind !== 'binary' || definition.operator !== 'add') return anyRelation;
    const { left, right } = definition;
    if (left !== operand && right !== operand) return anyRelation;
    const range = this.rangeOf(operand);
    const addend = this.rangeOf(left === operand ? right : left);
    let relation = decide('ne', addend, zero) ? relationOf('ne') : anyRelation;
    if (range.high + addend.high <= anyRange.high) relation = both(relation, relationOf('uge'));
    // A constant below zero takes away: its sum wraps unless the operand is smaller.
    else if (range.low + addend.low > anyRange.high) relation = both(relation, relationOf('ult'));
    const staysSigned =
      range.top + addend.top <= anyRange.top && range.bottom + addend.bottom >= anyRange.bottom;
    if (staysSigned && addend.bottom >= 0n) relation = both(relation, relationOf('sge'));
    if (staysSigned && addend.top <= 0n) relation = both(relation, relationOf('sle'));
    return relation;
  }

  /** Whether a condition holds here by how its operands stand to each other. */
  follows(comparison: Comparison, left: Value, right: Value): boolean | undefined {
    return follows(comparison, this.relationBetween(left, right));
  }

  /** Notes that a condition holds from here down the dominator tree. */
  assume(comparison: Comparison, left: Value, right: Value, span: Span): void {
    const first = this.rangeOf(left);
    const second = this.rangeOf(right);
    if (comparison === 'set') {
      this.learn(left, first, narrow(first, rangeIf('set', first, second)), span);
      this.learn(right, second, narrow(second, rangeIf('set', second, first)), span);
      return;
    }
    const relation = both(this.relationBetween(left, right), relationOf(comparison));
    if (first !== anyRange || second !== anyRange || comparison !== 'eq') {
      this.learn(left, first, narrow(first, rangeIf(comparison, first, second)), span);
      this.learn(right, second, narrow(second, rangeIf(mirrored[comparison], second, first)), span);
    }
    const isOrdered = left < right;
    const entry = this.relations.add(0, isOrdered ? left : right, isOrdered ? right : left);
    this.relationOfEntry[entry] = isOrdered ? relation : mirror(relation);
  }

  private learn(value: Value, before: Range, range: Range, span: Span): void {
    if (range === before || this.constants.bitsOf(value) !== undefined || isEmpty(range)) return;
    this.learned.push(value);
    this.rangesBefore.push(this.ranges[value]);
    this.pinsBefore.push(this.pins[value]);
    this.ranges[value] = range;
    // A constant that an instruction can carry costs nothing; a greater one would have to be loaded again.
    const isImmediate = range.low === range.high && range.bottom >= -(1n << 31n) && range.top < 1n << 31n;
    if (isImmediate) this.pins[value] = this.constants.valueOf(range.low, span);
  }
}
