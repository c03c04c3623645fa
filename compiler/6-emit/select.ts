// Selection: turns a Flow function into machine instructions, from the last block and instruction to the first.
import { type Edge, type FlowFunction, type Terminator, type Value } from '../../grammar/flow.js';
import { inputStart } from '../../grammar/memory.js';
import type { Span } from '../../grammar/source.js';
import { argumentOffset, registerArguments } from './call-arguments.js';
import { Facts, type Addresses } from './facts.js';
import {
  copyAll,
  firstVirtual,
  type Known,
  type MachineBlock,
  type MachineFunction,
  type MachineInstruction,
  type MachineTerminator,
  type Pair,
  type Register,
  type Source,
  type Test,
} from './machine.js';
import { Knowns } from './place.js';
import { selectInstruction } from './select-instruction.js';
import { selectTest } from './select-test.js';
import type { Tables } from './tables.js';

export interface SelectionTarget {
  /** v3 has jumps that compare 32 bits. */
  readonly narrowJumps: boolean;
  /** How far r10 moves on an internal call. */
  readonly frameStride: number;
  /** Whether fewer bytes matter more than fewer units. */
  readonly small: boolean;
}

const coldness = 1 / 1024;

/** The state of selecting one function; instructions of the current block are collected last first. */
export class Selection {
  readonly facts: Facts;
  readonly knowns: Knowns;
  private readonly demanded: Int32Array;
  /** Results of loads whose one use was selected without them. */
  readonly bypassed = new Set<Value>();
  private registers: number;
  private reversed: MachineInstruction[] = [];
  block = 0;

  constructor(
    readonly flow: FlowFunction,
    readonly isEntry: boolean,
    addresses: Addresses,
    readonly target: SelectionTarget,
    tables: Tables,
  ) {
    this.facts = new Facts(flow, addresses, tables);
    this.demanded = tables.integers(flow.values);
    this.registers = firstVirtual + flow.values;
    this.knowns = new Knowns(() => this.fresh());
  }

  fresh(): Register {
    return this.registers++;
  }

  get registerCount(): number {
    return this.registers;
  }

  /** Adds instructions, given in the order they run, before those collected so far. */
  emit(...instructions: MachineInstruction[]): void {
    for (let i = instructions.length - 1; i >= 0; i--) this.reversed.push(instructions[i]!);
  }

  take(): MachineInstruction[] {
    const instructions = this.reversed.reverse();
    this.reversed = [];
    return instructions;
  }

  isDemanded(value: Value): boolean {
    return this.demanded[value] === 1;
  }

  /** The register that holds a value; whatever defines it will be selected. */
  register(value: Value): Register {
    const known = this.facts.known(value);
    if (known) return this.registerOf(known);
    this.demanded[value] = 1;
    return this.result(value);
  }

  result(value: Value): Register {
    return firstVirtual + value;
  }

  registerOf(known: Known): Register {
    const parameter = this.flow.parameters[0];
    // Agave: the entry function gets the address of the input in r1.
    if (this.isEntry && parameter !== undefined && known.kind === 'constant' && known.value === inputStart) {
      this.demanded[parameter] = 1;
      return this.result(parameter);
    }
    return this.knowns.register(known, this.block);
  }

  /** A value as the source of a copy, which can make known values itself. */
  source(value: Value): Source {
    return this.facts.known(value) ?? this.register(value);
  }

  /** Whether nothing after the instruction being selected reads the value, as far as is known without loops. */
  diesHere(value: Value): boolean {
    if (this.demanded[value] === 1) return false;
    const { depth } = this.facts.graph;
    return depth[this.facts.definedIn[value]!]! >= depth[this.block]!;
  }
}

export function selectFunction(
  flow: FlowFunction,
  isEntry: boolean,
  rodata: readonly bigint[],
  target: SelectionTarget,
  tables: Tables,
): MachineFunction {
  const frame = layOutFrame(flow);
  const selection = new Selection(flow, isEntry, { rodata, slots: frame.slots }, target, tables);
  const { facts } = selection;
  const { order, position, depth } = facts.graph;
  const blocks = new Array<MachineBlock>(order.length + 1);
  // Machine block 0 fetches the parameters; Flow block b becomes machine block position[b] + 1.
  const blockOf = (block: number): number => position[block]! + 1;
  const isCold = (block: number): boolean =>
    flow.blocks[block]!.cold || flow.blocks[block]!.terminator.kind === 'fail';
  const frequencyOf = (block: number): number =>
    8 ** Math.min(depth[block]!, 6) * (isCold(block) ? coldness : 1);

  /** The copies an edge makes; parameters nobody reads get none. */
  const pairsOf = (edge: Edge): Pair[] => {
    const { parameters } = flow.blocks[edge.block]!;
    const pairs: Pair[] = [];
    for (let i = 0; i < parameters.length; i++) {
      const parameter = parameters[i]!;
      if (facts.uses[parameter] === 0) continue;
      pairs.push({ to: selection.result(parameter), from: selection.source(edge.arguments[i]!) });
    }
    return pairs;
  };

  const edgeBlock = (edge: Edge, span: Span): number => {
    const pairs = pairsOf(edge);
    const target = blockOf(edge.block);
    if (pairs.length === 0) return target;
    const cold = isCold(edge.block) || isCold(selection.block);
    const frequency = Math.min(frequencyOf(edge.block), frequencyOf(selection.block));
    return (
      blocks.push({
        instructions: [copyAll(pairs, span)],
        terminator: { kind: 'jump', target, span },
        frequency,
        cold,
        trap: undefined,
      }) - 1
    );
  };

  const endWith = (reads: readonly Register[], pairs: Pair[], span: Span): MachineTerminator => {
    if (pairs.length > 0) selection.emit(copyAll(pairs, span));
    return { kind: 'exit', reads, span };
  };

  /** The place of the failure that an edge leads to. */
  const failingAt = ({ block, failing }: Edge): Span | undefined => {
    const end = flow.blocks[block]!.terminator;
    return end.kind === 'fail' ? (failing ?? end.span) : undefined;
  };

  const branch = (
    test: Test,
    then: number,
    otherwise: number,
    span: Span,
    otherwiseSpan: Span | undefined,
  ): MachineTerminator => ({ kind: 'branch', test, then, otherwise, span, otherwiseSpan });

  const selectTerminator = (terminator: Terminator): MachineTerminator => {
    const { span } = terminator;
    switch (terminator.kind) {
      case 'jump': {
        const pairs = pairsOf(terminator.target);
        if (pairs.length > 0) selection.emit(copyAll(pairs, span));
        return { kind: 'jump', target: blockOf(terminator.target.block), span };
      }
      case 'branch': {
        const { test, negated } = selectTest(selection, terminator);
        const then = edgeBlock(terminator.then, span);
        const otherwise = edgeBlock(terminator.otherwise, span);
        const first = failingAt(terminator.then);
        const second = failingAt(terminator.otherwise);
        const place = first ?? second ?? span;
        if (then === otherwise) return { kind: 'jump', target: then, span: place };
        const other = first && second;
        return negated
          ? branch(test, otherwise, then, other ?? place, other && first)
          : branch(test, then, otherwise, place, other);
      }
      case 'return': {
        const pairs: Pair[] = terminator.values.map((value, i) => ({ to: i, from: selection.source(value) }));
        if (flow.fallible || (isEntry && pairs.length === 0))
          pairs.push({ to: pairs.length, from: { kind: 'constant', value: 0n } });
        return endWith(firstRegisters(pairs.length), pairs, span);
      }
      case 'fail': {
        const pairs: Pair[] = [{ to: 0, from: selection.source(terminator.code) }];
        if (!isEntry && flow.results > 0)
          pairs.push({ to: flow.results, from: { kind: 'constant', value: 1n } });
        return endWith(isEntry || flow.results === 0 ? [0] : [0, flow.results], pairs, span);
      }
      case 'unreachable':
        return { kind: 'stop', span };
    }
  };

  const selectBlock = (index: number): void => {
    const block = flow.blocks[index]!;
    selection.block = index;
    const terminator = selectTerminator(block.terminator);
    for (let i = block.instructions.length - 1; i >= 0; i--)
      selectInstruction(selection, block.instructions[i]!);
    blocks[blockOf(index)] = {
      instructions: selection.take(),
      terminator,
      frequency: frequencyOf(index),
      cold: isCold(index),
      trap: block.terminator.kind === 'fail' ? block.terminator.reason : undefined,
    };
  };

  for (let at = order.length - 1; at >= 0; at--) selectBlock(order[at]!);
  blocks[0] = {
    instructions: fetchParameters(selection),
    terminator: { kind: 'jump', target: 1, span: flow.span },
    frequency: 1,
    cold: false,
    trap: undefined,
  };
  selection.knowns.place(facts.graph, target.small, isCold, (block) => blocks[blockOf(block)]!);
  return {
    name: flow.name,
    span: flow.span,
    isEntry,
    blocks,
    registers: selection.registerCount,
    frameBytes: frame.bytes,
  };
}

const firstRegisters = (count: number): Register[] =>
  Array.from({ length: count }, (_, register) => register);

function fetchParameters(selection: Selection): MachineInstruction[] {
  const { flow, target } = selection;
  const pairs = flow.parameters.flatMap((parameter, i): Pair[] => {
    if (!selection.isDemanded(parameter)) return [];
    const to = selection.result(parameter);
    if (i < registerArguments) return [{ to, from: i + 1 }];
    return [{ to, from: { kind: 'cell', offset: argumentOffset(i) - target.frameStride } }];
  });
  return pairs.length > 0 ? [copyAll(pairs, flow.span)] : [];
}

/** From the frame's top: the arguments of calls that find no register, then the slots. */
function layOutFrame(flow: FlowFunction): { slots: number[]; bytes: number } {
  let bytes = 0;
  for (const { instructions } of flow.blocks)
    for (const instruction of instructions)
      if (instruction.kind === 'call')
        bytes = Math.max(bytes, 8 * (instruction.arguments.length - registerArguments));
  const slots = flow.slots.map((size) => {
    bytes += Math.ceil(size / 8) * 8;
    return -bytes;
  });
  return { slots, bytes };
}
