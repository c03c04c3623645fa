// Computes what is known at compile time and applies the rules of algebra; branches that are decided become jumps.
import {
  operandsOf,
  type Edge,
  type FlowFunction,
  type FlowInstruction,
  type FlowProgram,
  type Terminator,
  type Value,
} from '../../grammar/flow.js';
import { valuesOf } from '../../grammar/flow/check.js';
import { graphOf } from '../../grammar/flow/dominators.js';
import { Constants } from './constants.js';
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
import { entryParameterRanges, parameterRanges, stepsOf } from './parameter-ranges.js';
import { anyRange, exactly, rangeOfResult, type Range } from './ranges.js';
import { followReplacements, renameOperands, renameTerminator, replaceBlock } from './rewrite.js';
import { removeUnreachableBlocks } from './unreachable-blocks.js';

/** Values that loads and stores take as address and nothing else reads. */
function addressesOf(target: FlowFunction): Set<Value> {
  const addresses = new Set<Value>();
  const others = new Set<Value>();
  for (const { instructions, terminator } of target.blocks) {
    for (const instruction of instructions) {
      if (instruction.kind === 'load' || instruction.kind === 'store') addresses.add(instruction.address);
      else operandsOf(instruction).forEach((operand) => others.add(operand));
      if (instruction.kind === 'store') others.add(instruction.value);
    }
    valuesOf(terminator).forEach((value) => others.add(value));
  }
  return new Set([...addresses].filter((value) => !others.has(value)));
}

type Valued = Exclude<FlowInstruction, { readonly kind: 'store' | 'call' }>;
type Branch = Extract<Terminator, { readonly kind: 'branch' }>;

/** How often the rules are tried again on their own result; no chain of them is longer. */
const attempts = 16;

class Folder implements Known {
  private readonly constants: Constants;
  private readonly definitions: (FlowInstruction | undefined)[];
  private readonly ranges: (Range | undefined)[];
  private readonly replacements = new Map<Value, Value>();
  private readonly rename = followReplacements(this.replacements);
  private readonly addresses: ReadonlySet<Value>;
  private span: FlowInstruction['span'] | undefined;
  changed = false;

  constructor(
    private readonly target: FlowFunction,
    private readonly rodata: readonly Uint8Array[],
    isEntry: boolean,
  ) {
    this.constants = new Constants(target);
    this.addresses = addressesOf(target);
    this.definitions = new Array<undefined>(target.values).fill(undefined);
    this.ranges = new Array<undefined>(target.values).fill(undefined);
    if (isEntry) entryParameterRanges(target).forEach((range, value) => (this.ranges[value] = range));
  }

  bitsOf(value: Value): bigint | undefined {
    return this.constants.bitsOf(value);
  }

  definitionOf(value: Value): FlowInstruction | undefined {
    return this.definitions[value];
  }

  rangeOf(value: Value): Range {
    const bits = this.constants.bitsOf(value);
    return bits === undefined ? (this.ranges[value] ?? anyRange) : exactly(bits);
  }

  constant(bits: bigint): Value {
    return this.constants.valueOf(bits, this.span!);
  }

  /** A read of the program's own constants is known now. */
  private readConstant(instruction: Extract<FlowInstruction, { readonly kind: 'load' }>): Simpler {
    const base = this.definitions[instruction.address];
    const { offset, size } = instruction;
    if (base?.kind !== 'address') return undefined;
    const bytes = this.rodata[base.rodata]!;
    if (offset < 0 || offset + size > bytes.length) return undefined;
    const read = bytes.subarray(offset, offset + size);
    return this.constant(read.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n));
  }

  private simplify(instruction: FlowInstruction): Simpler {
    switch (instruction.kind) {
      case 'binary':
        return simplifyBinary(instruction, this);
      case 'extend':
        return simplifyExtend(instruction, this);
      case 'compare': {
        const simpler = simplifyCondition(instruction, this);
        if (simpler === undefined) {
          // A condition asking whether a value that is 0 or 1 is 1 is that value.
          const { comparison, left, right } = instruction;
          const asks = comparison === 'ne' && this.bitsOf(right) === 0n && this.rangeOf(left).high <= 1n;
          return asks ? left : undefined;
        }
        if (typeof simpler === 'boolean') return this.constant(simpler ? 1n : 0n);
        const { comparison, left, right } = simpler;
        return { ...instruction, comparison, left, right };
      }
      case 'load': {
        const place = simplifyLocation(instruction.address, instruction.offset, this);
        return place ? { ...instruction, ...place } : this.readConstant(instruction);
      }
      case 'store': {
        const place = simplifyLocation(instruction.address, instruction.offset, this);
        const value = simplifyStored(instruction.value, instruction.size, this);
        if (!place && value === undefined) return undefined;
        return { ...instruction, ...place, value: value ?? instruction.value };
      }
      default:
        return undefined;
    }
  }

  private fold(original: FlowInstruction): FlowInstruction | undefined {
    let instruction = renameOperands(original, this.rename);
    this.span = instruction.span;
    for (let i = 0; i < attempts; i++) {
      const simpler = this.simplify(instruction);
      if (simpler === undefined) break;
      this.changed = true;
      if (typeof simpler === 'number') {
        if (instruction.kind !== 'store' && instruction.kind !== 'call')
          this.replacements.set(instruction.result, simpler);
        return undefined;
      }
      instruction = simpler;
    }
    if (instruction.kind !== 'store' && instruction.kind !== 'call') this.note(instruction);
    return instruction;
  }

  private note(instruction: Valued): void {
    this.definitions[instruction.result] = instruction;
    this.ranges[instruction.result] = rangeOfResult(instruction, (value) => this.rangeOf(value));
  }

  /** An address `(x + c) + y` becomes `(x + y) + c`, whose constant goes into the offsets of loads and stores. */
  private reassociate(sum: FlowInstruction): FlowInstruction[] {
    if (sum.kind !== 'binary' || sum.operator !== 'add' || !this.addresses.has(sum.result)) return [sum];
    if (this.bitsOf(sum.right) !== undefined) return [sum];
    for (const [inner, other] of [
      [sum.left, sum.right],
      [sum.right, sum.left],
    ] as const) {
      const found = withConstant(this, inner, 'add');
      if (!found || !isNear(BigInt.asIntN(64, found.bits))) continue;
      const variable = { ...sum, result: this.target.values++, left: found.left, right: other };
      const whole = { ...sum, left: variable.result, right: this.constant(found.bits) };
      this.note(variable);
      this.note(whole);
      this.changed = true;
      return [variable, whole];
    }
    return [sum];
  }

  /** Two sums with constants are equal if one base, moved by the difference, is the other. */
  private compareBases(branch: Terminator, instructions: FlowInstruction[]): Terminator {
    if (branch.kind !== 'branch' || (branch.comparison !== 'eq' && branch.comparison !== 'ne')) return branch;
    const [left, right] = [withConstant(this, branch.left, 'add'), withConstant(this, branch.right, 'add')];
    if (!left || !right) return branch;
    this.changed = true;
    const distance = BigInt.asUintN(64, left.bits - right.bits);
    if (distance === 0n) return { ...branch, left: left.left, right: right.left };
    const { span } = branch;
    const moved: Valued = {
      kind: 'binary',
      operator: 'add',
      result: this.target.values++,
      left: left.left,
      right: this.constants.valueOf(distance, span),
      span,
    };
    instructions.push(moved);
    this.note(moved);
    return { ...branch, left: moved.result, right: right.left };
  }

  private decided(terminator: Terminator): Terminator {
    let branch = terminator;
    this.span = branch.span;
    for (let i = 0; i < attempts && branch.kind === 'branch'; i++) {
      const { then, otherwise, span } = branch;
      if (sameEdge(then, otherwise)) branch = { kind: 'jump', target: then, span };
      else {
        const simpler = simplifyCondition(branch, this);
        const exchanged = simpler === undefined ? this.exchanged(branch) : undefined;
        if (exchanged) branch = exchanged;
        else if (simpler === undefined) break;
        else if (typeof simpler === 'boolean')
          branch = { kind: 'jump', target: simpler ? then : otherwise, span };
        else branch = { ...branch, comparison: simpler.comparison, left: simpler.left, right: simpler.right };
      }
      this.changed = true;
    }
    return branch;
  }

  /** `set` has no negation, but a branch may exchange its edges. */
  private exchanged(branch: Branch): Branch | undefined {
    const { comparison, left, right, then, otherwise } = branch;
    if (comparison !== 'eq' || this.bitsOf(right) !== 0n) return undefined;
    const definition = this.definitions[left];
    const tests =
      (definition?.kind === 'compare' && definition.comparison === 'set') ||
      (definition?.kind === 'binary' && definition.operator === 'and');
    if (!tests) return undefined;
    const operands = { left: definition.left, right: definition.right };
    return { ...branch, comparison: 'set', ...operands, then: otherwise, otherwise: then };
  }

  run(): void {
    const graph = graphOf(this.target);
    const steps = stepsOf(this.target, (value) => this.constants.bitsOf(value));
    for (const index of graph.order) {
      const block = this.target.blocks[index]!;
      const incoming = parameterRanges(this.target, graph, index, steps, (value) => this.rangeOf(value));
      block.parameters.forEach((parameter, i) => (this.ranges[parameter] = incoming[i]));
      const instructions: FlowInstruction[] = [];
      for (const original of block.instructions) {
        const instruction = this.fold(original);
        if (instruction) instructions.push(...this.reassociate(instruction));
      }
      const decided = this.decided(renameTerminator(block.terminator, this.rename));
      const terminator = this.compareBases(decided, instructions);
      replaceBlock(this.target, index, { instructions, terminator });
    }
    this.constants.finish();
  }
}

function sameEdge(first: Edge, second: Edge): boolean {
  return first.block === second.block && first.arguments.every((value, i) => value === second.arguments[i]);
}

export function foldConstants(target: FlowFunction, program: FlowProgram): boolean {
  const folder = new Folder(target, program.rodata, target === program.functions[0]);
  folder.run();
  return removeUnreachableBlocks(target) || folder.changed;
}
