// Decides conditions by what the branches on the way have already asked, and replaces values they pin to a constant.
import type {
  BlockId,
  Comparison,
  FlowFunction,
  FlowInstruction,
  FlowProgram,
  Terminator,
  Value,
} from '../../grammar/flow.js';
import { graphOf, walkDominators } from '../../grammar/flow/dominators.js';
import { mirrored, negations } from './arithmetic.js';
import { Constants } from './constants.js';
import { entryParameterRanges, parameterRanges, stepsOf } from './parameter-ranges.js';
import { anyRange, decide, exactly, isEmpty, narrow, rangeIf, rangeOfResult, type Range } from './ranges.js';
import { anyRelation, both, follows, mirror, relationOf, type Relation } from './relations.js';
import { renameOperands, renameTerminator, replaceBlock } from './rewrite.js';
import { Trail } from './trail.js';
import { removeUnreachableBlocks } from './unreachable-blocks.js';

type Branch = Extract<Terminator, { readonly kind: 'branch' }>;

class Decider {
  private readonly trail = new Trail();
  private readonly constants: Constants;
  private readonly definitions: (FlowInstruction | undefined)[];
  /** What the definition alone says, at the place of the definition. */
  private readonly ranges: (Range | undefined)[];
  private readonly facts = new Map<Value, Range>();
  private readonly relations = new Map<string, Relation>();
  private readonly pinned = new Map<Value, { readonly bits: bigint; readonly span: Branch['span'] }>();
  private readonly rename = (value: Value): Value => {
    const pin = this.pinned.get(value);
    return pin ? this.constants.valueOf(pin.bits, pin.span) : value;
  };
  changed = false;

  constructor(
    private readonly target: FlowFunction,
    isEntry: boolean,
  ) {
    this.constants = new Constants(target);
    this.definitions = new Array<undefined>(target.values).fill(undefined);
    this.ranges = new Array<undefined>(target.values).fill(undefined);
    if (isEntry) entryParameterRanges(target).forEach((range, value) => (this.ranges[value] = range));
  }

  private rangeOf(value: Value): Range {
    return this.facts.get(value) ?? this.defined(value);
  }

  /** The range of a value wherever it is defined. */
  private defined(value: Value): Range {
    const bits = this.constants.bitsOf(value);
    return bits === undefined ? (this.ranges[value] ?? anyRange) : exactly(bits);
  }

  private relationBetween(left: Value, right: Value): Relation {
    const known =
      left < right ? this.relations.get(`${left} ${right}`) : this.relations.get(`${right} ${left}`);
    let relation = known ? (left < right ? known : mirror(known)) : anyRelation;
    relation = both(relation, this.relationToAddend(left, right));
    return both(relation, mirror(this.relationToAddend(right, left)));
  }

  /** `sum` against `operand` if `sum` is `operand` plus something and does not wrap. */
  private relationToAddend(sum: Value, operand: Value): Relation {
    const definition = this.definitions[sum];
    if (definition?.kind !== 'binary' || definition.operator !== 'add') return anyRelation;
    const { left, right } = definition;
    if (left !== operand && right !== operand) return anyRelation;
    const range = this.rangeOf(operand);
    const addend = this.rangeOf(left === operand ? right : left);
    let relation = decide('ne', addend, exactly(0n)) ? relationOf('ne') : anyRelation;
    if (range.high + addend.high <= anyRange.high) relation = both(relation, relationOf('uge'));
    // A constant below zero takes away: its sum wraps unless the operand is smaller.
    else if (range.low + addend.low > anyRange.high) relation = both(relation, relationOf('ult'));
    const staysSigned =
      range.top + addend.top <= anyRange.top && range.bottom + addend.bottom >= anyRange.bottom;
    if (staysSigned && addend.bottom >= 0n) relation = both(relation, relationOf('sge'));
    if (staysSigned && addend.top <= 0n) relation = both(relation, relationOf('sle'));
    return relation;
  }

  private answer(comparison: Comparison, left: Value, right: Value): boolean | undefined {
    const byRange = decide(comparison, this.rangeOf(left), this.rangeOf(right));
    return byRange ?? follows(comparison, this.relationBetween(left, right));
  }

  /** Notes that a condition holds from here down the dominator tree. */
  private assume(comparison: Comparison, left: Value, right: Value, span: Branch['span']): void {
    const [first, second] = [this.rangeOf(left), this.rangeOf(right)];
    this.learn(left, narrow(first, rangeIf(comparison, first, second)), span);
    if (comparison === 'set') {
      this.learn(right, narrow(second, rangeIf('set', second, first)), span);
      return;
    }
    this.learn(right, narrow(second, rangeIf(mirrored[comparison], second, first)), span);
    const relation = both(this.relationBetween(left, right), relationOf(comparison));
    const [key, entry] =
      left < right ? [`${left} ${right}`, relation] : [`${right} ${left}`, mirror(relation)];
    this.trail.set(this.relations, key, entry);
  }

  private learn(value: Value, range: Range, span: Branch['span']): void {
    if (this.constants.bitsOf(value) !== undefined || isEmpty(range)) return;
    this.trail.set(this.facts, value, range);
    // A constant that an instruction can carry costs nothing; a greater one would have to be loaded again.
    const isImmediate = range.bottom >= -(1n << 31n) && range.top < 1n << 31n;
    if (range.low !== range.high || !isImmediate) return;
    this.trail.set(this.pinned, value, { bits: range.low, span });
  }

  /** What holds because control came into `block` from its only predecessor. */
  private enterBy(block: BlockId, from: BlockId): void {
    const { terminator } = this.target.blocks[from]!;
    if (terminator.kind !== 'branch') return;
    const { comparison, left, right, then, otherwise, span } = terminator;
    if (then.block === otherwise.block) return;
    if (then.block === block) this.assume(comparison, left, right, span);
    else {
      const opposite = negations[comparison];
      if (opposite) this.assume(opposite, left, right, span);
    }
  }

  private decideInstruction(original: FlowInstruction): FlowInstruction {
    let instruction = renameOperands(original, this.rename);
    if (instruction !== original) this.changed = true;
    if (instruction.kind === 'compare') {
      const { comparison, left, right, result, span } = instruction;
      const answer = this.answer(comparison, left, right);
      if (answer !== undefined) {
        instruction = { kind: 'constant', result, value: answer ? 1n : 0n, span };
        this.changed = true;
      }
    }
    if (instruction.kind !== 'store' && instruction.kind !== 'call') {
      this.definitions[instruction.result] = instruction;
      this.ranges[instruction.result] = rangeOfResult(instruction, (value) => this.rangeOf(value));
    }
    return instruction;
  }

  private decideTerminator(original: Terminator): Terminator {
    const terminator = renameTerminator(original, this.rename);
    if (terminator !== original) this.changed = true;
    if (terminator.kind !== 'branch') return terminator;
    const { comparison, left, right, then, otherwise, span } = terminator;
    const answer = this.answer(comparison, left, right);
    if (answer === undefined) return terminator;
    this.changed = true;
    return { kind: 'jump', target: answer ? then : otherwise, span };
  }

  run(): void {
    const graph = graphOf(this.target);
    const steps = stepsOf(this.target, (value) => this.constants.bitsOf(value));
    const marks: number[] = [];
    const enter = (index: BlockId): void => {
      marks.push(this.trail.mark);
      const predecessors = graph.predecessors[index]!;
      if (predecessors.length === 1) this.enterBy(index, predecessors[0]!);
      const { parameters, instructions, terminator } = this.target.blocks[index]!;
      const incoming = parameterRanges(this.target, graph, index, steps, (value) => this.defined(value));
      parameters.forEach((parameter, i) => (this.ranges[parameter] = incoming[i]));
      replaceBlock(this.target, index, {
        instructions: instructions.map((instruction) => this.decideInstruction(instruction)),
        terminator: this.decideTerminator(terminator),
      });
    };
    walkDominators(graph, enter, () => this.trail.rollback(marks.pop()!));
    this.constants.finish();
  }
}

export function decideBranches(target: FlowFunction, program: FlowProgram): boolean {
  const decider = new Decider(target, target === program.functions[0]);
  decider.run();
  return removeUnreachableBlocks(target) || decider.changed;
}
