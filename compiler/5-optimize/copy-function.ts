// Copies the instructions of one function into another, under names of their own.
import type {
  Block,
  BlockId,
  Edge,
  FlowFunction,
  FlowInstruction,
  Terminator,
  Value,
} from '../../grammar/flow.js';
import * as make from '../../grammar/flow/make.js';
import { renameLeaf } from './constants.js';
import type { Renaming } from './rewrite.js';

/** Notes names, from `first` on, for what a block defines, and gives the next free one. */
export function define({ parameters, instructions }: Block, names: Value[], first: Value): Value {
  let next = first;
  for (const parameter of parameters) names[parameter] = next++;
  for (const instruction of instructions) {
    if (instruction.kind === 'call') for (const result of instruction.results) names[result] = next++;
    else if (instruction.kind !== 'store') names[instruction.result] = next++;
  }
  return next;
}

/**
 * Names for what a function defines, as new values of `target`; its parameters are named by `given`. All names are there
 * before any is used: a loop's parameter may come before what its edge carries.
 */
export function namesIn(target: FlowFunction, source: FlowFunction, given: readonly Value[]): Renaming {
  const names = new Array<Value>(source.values).fill(-1);
  source.parameters.forEach((parameter, i) => (names[parameter] = given[i]!));
  for (const block of source.blocks) target.values = define(block, names, target.values);
  return (value) => names[value]!;
}

/** The terminator under other names; `move` tells the blocks' other numbers. */
export function copyTerminator(
  terminator: Terminator,
  rename: Renaming,
  move: (block: BlockId) => BlockId,
  span = terminator.span,
): Terminator {
  const copyEdge = (edge: Edge): Edge => {
    const { arguments: values } = edge;
    const operands = values.length === 0 ? values : values.map(rename);
    return make.edge(move(edge.block), operands, edge.failing);
  };
  switch (terminator.kind) {
    case 'jump':
      return make.jump({ target: copyEdge(terminator.target), span });
    case 'branch': {
      const { comparison } = terminator;
      const left = rename(terminator.left);
      const right = rename(terminator.right);
      const then = copyEdge(terminator.then);
      const otherwise = copyEdge(terminator.otherwise);
      return make.branch({ comparison, left, right, then, otherwise, span });
    }
    case 'return':
      return make.return({ values: terminator.values.map(rename), span });
    case 'fail':
      return make.fail({ code: rename(terminator.code), reason: terminator.reason, span });
    case 'unreachable':
      return make.unreachable({ span });
  }
}

/** The instruction under other names; slots are numbered from `firstSlot`. */
export function copyInstruction(
  instruction: FlowInstruction,
  rename: Renaming,
  firstSlot: number,
  span = instruction.span,
): FlowInstruction {
  switch (instruction.kind) {
    case 'constant':
    case 'address':
      return renameLeaf(instruction, rename(instruction.result), span);
    case 'slot':
      return make.slot({ result: rename(instruction.result), slot: instruction.slot + firstSlot, span });
    case 'binary': {
      const { operator } = instruction;
      const left = rename(instruction.left);
      const right = rename(instruction.right);
      return make.binary({ operator, result: rename(instruction.result), left, right, span });
    }
    case 'load': {
      const { size, offset, invariant } = instruction;
      const address = rename(instruction.address);
      return make.load({ result: rename(instruction.result), size, address, offset, invariant, span });
    }
    case 'compare': {
      const { comparison } = instruction;
      const left = rename(instruction.left);
      const right = rename(instruction.right);
      return make.compare({ comparison, result: rename(instruction.result), left, right, span });
    }
    case 'store': {
      const { size, offset } = instruction;
      const address = rename(instruction.address);
      return make.store({ size, address, offset, value: rename(instruction.value), span });
    }
    case 'call': {
      const { callee } = instruction;
      const operands = instruction.arguments.map(rename);
      return make.call({ callee, arguments: operands, results: instruction.results.map(rename), span });
    }
    case 'syscall': {
      const { name, zero } = instruction;
      const operands = instruction.arguments.map(rename);
      return make.syscall({ name, arguments: operands, result: rename(instruction.result), zero, span });
    }
    case 'extend': {
      const operand = rename(instruction.operand);
      return make.like(instruction, { operand, result: rename(instruction.result), span });
    }
    case 'account':
      return make.like(instruction, {
        index: rename(instruction.index),
        result: rename(instruction.result),
        span,
      });
  }
}
