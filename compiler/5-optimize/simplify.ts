// Simplifies values on one walk down the dominator tree: folds what is known, finds what is at hand already, decides
// conditions, and lets block parameters go that every way in gives the same value.
import type {
  Binary,
  Block,
  BlockId,
  Branch,
  Compare,
  Edge,
  FlowFunction,
  FlowInstruction,
  FlowProgram,
  Load,
  Terminator,
  Value,
} from '../../grammar/flow.js';
import * as make from '../../grammar/flow/make.js';
import { dominates, graphOf, walkDominators, type Graph } from '../../grammar/flow/dominators.js';
import { negations } from './arithmetic.js';
import { Constants, isLeaf } from './constants.js';
import { dropParameters } from './drop-parameters.js';
import { Facts } from './facts.js';
import { gatherLeaves } from './gather-leaves.js';
import {
  isNear,
  simplifyBinary,
  simplifyCondition,
  simplifyExtend,
  simplifyLocation,
  simplifyStored,
  withConstant,
  type Known,
  type Simpler,
} from './identities.js';
import { Numbers } from './numbers.js';
import { propagateCopies } from './propagate-copies.js';
import { entryParameterRanges, parameterRange, stepsOf, Ways, type Steps } from './parameter-ranges.js';
import { rangeOfResult, type Range } from './ranges.js';
import { rebase } from './rebase-addresses.js';
import { mapEdges, renameOperands, renameTerminator, replaceBlock } from './rewrite.js';
import { removeUnreachableBlocks } from './unreachable-blocks.js';
import { onlyAddresses } from './use-kinds.js';

/** How often the rules are tried again on their own result; no chain of them is longer. */
const attempts = 16;

/** Serves all functions of a program, one after the other. */
class Simplifier implements Known {
  private readonly facts = new Facts();
  private readonly numbers: Numbers;
  private target!: FlowFunction;
  private isEntry = false;
  private constants!: Constants;
  private graph!: Graph;
  /** By value, the one to read instead. */
  private readonly replaced: (Value | undefined)[] = [];
  /** By block, whether control may come to it as far as is known; unreached ones are not looked at. */
  private isReached = new Uint8Array(64);
  private isVisited = new Uint8Array(64);
  /** By block, whether it was passed over. */
  private isPassed = new Uint8Array(64);
  private readonly ways = new Ways();
  /** By block, the condition at its end as it was before it was told in another way, which may tell more. */
  private readonly asked: (Branch | undefined)[] = [];
  private addresses: Uint8Array | undefined;
  private steps: Steps | undefined;
  private droppedParameters = 0;
  /** The instructions of the block at hand that stay. */
  private readonly kept: FlowInstruction[] = [];
  private keptCount = 0;
  private span!: FlowInstruction['span'];
  private changed = false;

  private readonly rename = (value: Value): Value => this.facts.pinned(this.replaced[value] ?? value);
  private readonly rangeOfValue = (value: Value): Range => this.facts.rangeOf(value);
  private readonly enterBlock = (index: BlockId): void => this.enter(index);
  private readonly leaveBlock = (index: BlockId): void => {
    if (this.isPassed[index] === 1) return;
    this.facts.leave();
    this.numbers.leave();
  };

  constructor(private readonly program: FlowProgram) {
    this.numbers = new Numbers(program, (value) => this.facts.definitions[value]);
  }

  private begin(target: FlowFunction): void {
    this.target = target;
    this.isEntry = target === this.program.functions[0];
    this.constants = new Constants(target, true);
    this.graph = graphOf(target);
    this.replaced.length = target.values;
    this.replaced.fill(undefined);
    this.asked.length = 0;
    this.addresses = undefined;
    this.steps = undefined;
    this.droppedParameters = 0;
    this.facts.begin(target.values, this.constants);
    this.numbers.begin(target, this.graph);
    const { length } = target.blocks;
    if (length > this.isReached.length) {
      this.isReached = new Uint8Array(2 * length);
      this.isVisited = new Uint8Array(2 * length);
      this.isPassed = new Uint8Array(2 * length);
    }
    this.isReached.fill(0, 0, length);
    this.isVisited.fill(0, 0, length);
    this.isPassed.fill(0, 0, length);
  }

  // What the rules may ask.

  bitsOf(value: Value): bigint | undefined {
    return this.constants.bitsOf(value);
  }

  definitionOf(value: Value): FlowInstruction | undefined {
    return this.facts.definitions[value];
  }

  rangeOf(value: Value): Range {
    return this.facts.rangeOf(value);
  }

  constant(bits: bigint): Value {
    return this.constants.valueOf(bits, this.span);
  }

  // Instructions

  /** A read of the program's own constants is known now. */
  private readConstant(instruction: Load): Simpler {
    const base = this.facts.definitions[instruction.address];
    const { offset, size } = instruction;
    if (base?.kind !== 'address') return undefined;
    const bytes = this.program.rodata[base.rodata]!;
    if (offset < 0 || offset + size > bytes.length) return undefined;
    const read = bytes.subarray(offset, offset + size);
    return this.constant(read.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n));
  }

  private simpler(instruction: FlowInstruction): Simpler {
    switch (instruction.kind) {
      case 'binary':
        return simplifyBinary(instruction, this);
      case 'extend':
        return simplifyExtend(instruction, this);
      case 'compare':
        return this.simplerComparison(instruction);
      case 'load': {
        const place = simplifyLocation(instruction.address, instruction.offset, this);
        if (place) return make.like(instruction, place);
        return this.readConstant(instruction) ?? rebase(instruction, this.target, this.isEntry, this);
      }
      case 'store': {
        const place = simplifyLocation(instruction.address, instruction.offset, this);
        const value = simplifyStored(instruction.value, instruction.size, this);
        if (place || value !== undefined)
          return make.like(instruction, { ...place, value: value ?? instruction.value });
        return rebase(instruction, this.target, this.isEntry, this);
      }
      default:
        return undefined;
    }
  }

  private simplerComparison(instruction: Compare): Simpler {
    const { comparison, left, right } = instruction;
    const simpler = simplifyCondition(instruction, this) ?? this.facts.follows(comparison, left, right);
    if (typeof simpler === 'boolean') return this.constant(simpler ? 1n : 0n);
    if (simpler) {
      const { result, span } = instruction;
      const { comparison: other, left: first, right: second } = simpler;
      return make.compare({ comparison: other, result, left: first, right: second, span });
    }
    // A condition asking whether a value that is 0 or 1 is 1 is that value.
    const asks = comparison === 'ne' && this.bitsOf(right) === 0n && this.rangeOf(left).high <= 1n;
    return asks ? left : undefined;
  }

  private replace(instruction: FlowInstruction, value: Value): void {
    this.changed = true;
    if (instruction.kind !== 'store' && instruction.kind !== 'call')
      this.replaced[instruction.result] = value;
  }

  private visit(original: FlowInstruction): void {
    let instruction = renameOperands(original, this.rename);
    if (instruction !== original) this.changed = true;
    this.span = instruction.span;
    for (let i = 0; i < attempts; i++) {
      const simpler = this.simpler(instruction);
      if (simpler === undefined) break;
      this.changed = true;
      if (typeof simpler === 'number') return this.replace(instruction, simpler);
      instruction = simpler;
    }
    if (instruction.kind === 'binary' && instruction.operator === 'add')
      instruction = this.reassociate(instruction);
    this.number(instruction);
  }

  private keep(instruction: FlowInstruction): void {
    this.kept[this.keptCount++] = instruction;
  }

  /** The instructions of the block at hand that stay: the list itself if they are all of it. */
  private keptInstructions(before: FlowInstruction[]): FlowInstruction[] {
    let isSame = before.length === this.keptCount;
    for (let i = 0; isSame && i < before.length; i++) isSame = before[i] === this.kept[i];
    return isSame ? before : this.kept.slice(0, this.keptCount);
  }

  /** Keeps an instruction unless its result is at hand. */
  private number(instruction: FlowInstruction): void {
    const found = this.numbers.number(instruction);
    if (typeof found === 'number') return this.replace(instruction, found);
    if (found !== instruction) {
      this.changed = true;
      if (found) this.visit(found);
      return;
    }
    if (found.kind !== 'store' && found.kind !== 'call')
      this.facts.define(found.result, rangeOfResult(found, this.rangeOfValue), found);
    this.keep(found);
  }

  /** An address `(x + c) + y` becomes `(x + y) + c`, whose constant goes into the offsets of loads and stores. */
  private reassociate(sum: Binary): Binary {
    if (this.bitsOf(sum.right) !== undefined) return sum;
    for (const [inner, other] of [
      [sum.left, sum.right],
      [sum.right, sum.left],
    ] as const) {
      const found = withConstant(this, inner, 'add');
      if (!found || !isNear(BigInt.asIntN(64, found.bits))) continue;
      this.addresses ??= onlyAddresses(this.target);
      if (this.addresses[sum.result] !== 1) return sum;
      this.changed = true;
      const result = this.target.values++;
      this.number(make.like(sum, { result, left: found.left, right: other }));
      return make.like(sum, { left: this.rename(result), right: this.constant(found.bits) });
    }
    return sum;
  }

  // Terminators

  /** Two sums with constants are equal if one base, moved by the difference, is the other. */
  private compareBases(branch: Terminator): Terminator {
    if (branch.kind !== 'branch' || (branch.comparison !== 'eq' && branch.comparison !== 'ne')) return branch;
    const left = withConstant(this, branch.left, 'add');
    const right = left && withConstant(this, branch.right, 'add');
    if (!right) return branch;
    this.changed = true;
    const distance = BigInt.asUintN(64, left.bits - right.bits);
    if (distance === 0n) return make.like(branch, { left: left.left, right: right.left });
    const { span } = branch;
    const result = this.target.values++;
    const addend = this.constants.valueOf(distance, span);
    this.number(make.binary({ operator: 'add', result, left: left.left, right: addend, span }));
    return make.like(branch, { left: this.rename(result), right: right.left });
  }

  private decided(original: Terminator): Terminator {
    let terminator = original;
    this.span = terminator.span;
    for (let i = 0; i < attempts && terminator.kind === 'branch'; i++) {
      const { comparison, left, right, then, otherwise, span } = terminator;
      if (sameEdge(then, otherwise)) terminator = make.jump({ target: then, span });
      else {
        const simpler = simplifyCondition(terminator, this) ?? this.facts.follows(comparison, left, right);
        const exchanged = simpler === undefined ? this.exchanged(terminator) : undefined;
        if (exchanged) terminator = exchanged;
        else if (simpler === undefined) break;
        else if (typeof simpler === 'boolean')
          terminator = make.jump({ target: simpler ? then : otherwise, span });
        else {
          const { comparison: other, left: first, right: second } = simpler;
          terminator = make.branch({ comparison: other, left: first, right: second, then, otherwise, span });
        }
      }
      this.changed = true;
    }
    return terminator;
  }

  /** Where a value is known to equal a small constant on one way out, that way carries the constant. */
  private pinArguments(branch: Branch, { comparison, left, right, then, otherwise }: Branch): Branch {
    if (comparison !== 'eq' && comparison !== 'ne') return branch;
    const equal = comparison === 'eq' ? then : otherwise;
    if (!equal.arguments.includes(left) || !isImmediate(this.bitsOf(right))) return branch;
    const pinned = make.edge(
      equal.block,
      equal.arguments.map((value) => (value === left ? right : value)),
      equal.failing,
    );
    this.changed = true;
    return mapEdges(branch, (edge) => (edge === equal ? pinned : edge)) as Branch;
  }

  /** `set` has no negation, but a branch may exchange its edges. */
  private exchanged(branch: Branch): Branch | undefined {
    const { comparison, left, right, then, otherwise } = branch;
    if (comparison !== 'eq' || this.bitsOf(right) !== 0n) return undefined;
    const definition = this.facts.definitions[left];
    const tests =
      (definition?.kind === 'compare' && definition.comparison === 'set') ||
      (definition?.kind === 'binary' && definition.operator === 'and');
    if (!tests) return undefined;
    const operands = { left: definition.left, right: definition.right };
    return make.like(branch, { comparison: 'set', ...operands, then: otherwise, otherwise: then });
  }

  // Blocks

  /** Collects the ways into a block that control may take; those back in a loop are taken on trust. */
  private findWays(index: BlockId): void {
    this.ways.clear();
    let before = -1;
    for (const from of this.graph.predecessors[index]!) {
      if (from === before) continue;
      before = from;
      const isBack = this.isVisited[from] === 0 && this.graph.rank[from]! >= this.graph.rank[index]!;
      if (this.isVisited[from] === 0 && !isBack) continue;
      const { terminator } = this.target.blocks[from]!;
      if (terminator.kind === 'jump') {
        // A branch that was decided may lead elsewhere now.
        if (terminator.target.block === index) this.ways.add(from, terminator.target);
      } else if (terminator.kind === 'branch') {
        if (terminator.then.block === index) this.ways.add(from, terminator.then);
        if (terminator.otherwise.block === index) this.ways.add(from, terminator.otherwise);
      }
    }
  }

  /** Whether a way that comes later leads into the middle of a loop, so that the block may yet be reached. */
  private isEnteredFromBelow(index: BlockId): boolean {
    const { graph } = this;
    return graph.predecessors[index]!.some(
      (from) => graph.rank[from]! >= graph.rank[index]! && !dominates(graph, index, from),
    );
  }

  /** Notes what holds because control came by the only way there is. */
  private assumeWay(from: BlockId, edge: Edge): void {
    const { terminator } = this.target.blocks[from]!;
    if (terminator.kind !== 'branch' || terminator.then.block === terminator.otherwise.block) return;
    this.assumeBranch(terminator, edge);
    const asked = this.asked[from];
    if (asked) this.assumeBranch(asked, edge);
  }

  private assumeBranch({ comparison, left, right, then, span }: Branch, edge: Edge): void {
    const held = edge === then ? comparison : negations[comparison];
    if (held) this.facts.assume(held, left, right, span);
  }

  /**
   * The one value that every way gives parameter `i`. Ways not walked yet may agree, but what only they bring may come to
   * be replaced itself.
   */
  private agreed(parameter: Value, i: number): Value | undefined {
    let found: Value | undefined;
    let isWalked = false;
    const { ways } = this;
    for (let way = 0; way < ways.count; way++) {
      const value = this.rename(ways.edge(way).arguments[i]!);
      if (value === parameter) continue;
      if (found !== undefined && value !== found) return undefined;
      found = value;
      isWalked ||= this.isVisited[ways.from(way)] === 1;
    }
    return isWalked ? found : undefined;
  }

  private enterParameters(parameters: readonly Value[]): void {
    let isLoop = false;
    for (let way = 0; way < this.ways.count; way++) isLoop ||= this.isVisited[this.ways.from(way)] === 0;
    for (let i = 0; i < parameters.length; i++) {
      const parameter = parameters[i]!;
      const value = this.agreed(parameter, i);
      if (value !== undefined) {
        this.replaced[parameter] = value;
        this.droppedParameters++;
        continue;
      }
      if (isLoop) this.steps ??= stepsOf(this.target, (step) => this.constants.bitsOf(step));
      const { target, graph, ways, rangeOfValue } = this;
      const steps = isLoop ? this.steps : undefined;
      this.facts.define(parameter, parameterRange(target, graph, ways, parameter, i, steps, rangeOfValue));
    }
  }

  /** Whether a block does nothing but fail with a constant, as very many do: there is nothing to simplify. */
  private onlyFails({ parameters, instructions, terminator }: Block): boolean {
    return (
      terminator.kind === 'fail' &&
      parameters.length === 0 &&
      instructions.length === 0 &&
      this.bitsOf(terminator.code) !== undefined
    );
  }

  private enter(index: BlockId): void {
    const block = this.target.blocks[index]!;
    if (this.onlyFails(block)) {
      this.isPassed[index] = 1;
      return;
    }
    this.facts.enter();
    this.numbers.enter(index);
    if (this.isReached[index] === 0 && !this.isEnteredFromBelow(index)) return;
    this.isVisited[index] = 1;
    if (index !== 0) {
      this.findWays(index);
      const { ways } = this;
      if (ways.count === 1 && this.isVisited[ways.from(0)] === 1) this.assumeWay(ways.from(0), ways.edge(0));
      if (block.parameters.length > 0) this.enterParameters(block.parameters);
    }
    this.keptCount = 0;
    for (const instruction of block.instructions) {
      if (isLeaf(instruction)) {
        this.facts.define(instruction.result, rangeOfResult(instruction, this.rangeOfValue), instruction);
        this.keep(instruction);
      } else this.visit(instruction);
    }
    const renamed = renameTerminator(block.terminator, this.rename);
    if (renamed !== block.terminator) this.changed = true;
    let terminator = this.compareBases(this.decided(renamed));
    if (terminator.kind === 'branch') {
      terminator = this.pinArguments(terminator, terminator);
      if (renamed !== terminator && renamed.kind === 'branch') {
        this.asked[index] = renamed;
        terminator = this.pinArguments(terminator, renamed);
      }
    }
    const instructions = this.keptInstructions(block.instructions);
    if (instructions !== block.instructions || terminator !== block.terminator)
      replaceBlock(this.target, index, { instructions, terminator });
    if (terminator.kind === 'jump') this.isReached[terminator.target.block] = 1;
    else if (terminator.kind === 'branch') {
      this.isReached[terminator.then.block] = 1;
      this.isReached[terminator.otherwise.block] = 1;
    }
  }

  run(target: FlowFunction): boolean {
    const gathered = gatherLeaves(target);
    this.changed = propagateCopies(target) || gathered;
    this.begin(target);
    if (this.isEntry) {
      entryParameterRanges(this.target).forEach((range, value) => this.facts.define(value, range));
    }
    this.isReached[0] = 1;
    walkDominators(this.graph, this.enterBlock, this.leaveBlock);
    this.constants.finish();
    const removed = removeUnreachableBlocks(this.target);
    if (this.droppedParameters > 0)
      dropParameters(this.target, (value) => this.replaced[value] !== undefined);
    return removed || this.droppedParameters > 0 || this.changed;
  }
}

/** Whether an instruction can carry the constant, so that it need not be made. */
function isImmediate(bits: bigint | undefined): boolean {
  return bits !== undefined && BigInt.asUintN(64, BigInt.asIntN(32, bits)) === bits;
}

function sameEdge(first: Edge, second: Edge): boolean {
  return first.block === second.block && first.arguments.every((value, i) => value === second.arguments[i]);
}

const simplifiers = new WeakMap<FlowProgram, Simplifier>();

export function simplify(target: FlowFunction, program: FlowProgram): boolean {
  let simplifier = simplifiers.get(program);
  if (!simplifier) simplifiers.set(program, (simplifier = new Simplifier(program)));
  return simplifier.run(target);
}
