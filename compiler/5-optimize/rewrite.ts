// Rebuilds instructions and terminators with other operands.
import type { Block, Edge, FlowFunction, FlowInstruction, Terminator, Value } from '../../grammar/flow.js';

export type Renaming = (value: Value) => Value;

/** The list itself if renaming changes nothing in it. */
function renameAll(values: readonly Value[], rename: Renaming): readonly Value[] {
  // Renaming may make something anew at each call, so each value is renamed once.
  const renamed = values.map(rename);
  return renamed.every((value, i) => value === values[i]) ? values : renamed;
}

/** The instruction with every operand renamed; its results stay. */
export function renameOperands(instruction: FlowInstruction, rename: Renaming): FlowInstruction {
  switch (instruction.kind) {
    case 'constant':
    case 'slot':
    case 'address':
      return instruction;
    case 'binary':
    case 'compare': {
      const left = rename(instruction.left);
      const right = rename(instruction.right);
      return left === instruction.left && right === instruction.right
        ? instruction
        : { ...instruction, left, right };
    }
    case 'extend': {
      const operand = rename(instruction.operand);
      return operand === instruction.operand ? instruction : { ...instruction, operand };
    }
    case 'load': {
      const address = rename(instruction.address);
      return address === instruction.address ? instruction : { ...instruction, address };
    }
    case 'store': {
      const address = rename(instruction.address);
      const value = rename(instruction.value);
      const same = address === instruction.address && value === instruction.value;
      return same ? instruction : { ...instruction, address, value };
    }
    case 'account': {
      const index = rename(instruction.index);
      return index === instruction.index ? instruction : { ...instruction, index };
    }
    case 'call':
    case 'syscall': {
      const operands = renameAll(instruction.arguments, rename);
      return operands === instruction.arguments ? instruction : { ...instruction, arguments: operands };
    }
  }
}

/** The instruction with every result renamed; its operands stay. */
export function renameResults(instruction: FlowInstruction, rename: Renaming): FlowInstruction {
  if (instruction.kind === 'store') return instruction;
  if (instruction.kind === 'call') return { ...instruction, results: instruction.results.map(rename) };
  return { ...instruction, result: rename(instruction.result) };
}

function renameEdge(edge: Edge, rename: Renaming): Edge {
  const operands = renameAll(edge.arguments, rename);
  return operands === edge.arguments ? edge : { block: edge.block, arguments: operands };
}

/** The terminator with each of its edges replaced. */
export function mapEdges(terminator: Terminator, change: (edge: Edge) => Edge): Terminator {
  if (terminator.kind === 'jump') {
    const target = change(terminator.target);
    return target === terminator.target ? terminator : { ...terminator, target };
  }
  if (terminator.kind === 'branch') {
    const then = change(terminator.then);
    const otherwise = change(terminator.otherwise);
    const same = then === terminator.then && otherwise === terminator.otherwise;
    return same ? terminator : { ...terminator, then, otherwise };
  }
  return terminator;
}

/** The terminator with every value it reads renamed, those its edges carry too. */
export function renameTerminator(terminator: Terminator, rename: Renaming): Terminator {
  switch (terminator.kind) {
    case 'jump':
      return mapEdges(terminator, (edge) => renameEdge(edge, rename));
    case 'branch': {
      const edges = mapEdges(terminator, (edge) => renameEdge(edge, rename)) as typeof terminator;
      const left = rename(terminator.left);
      const right = rename(terminator.right);
      return left === terminator.left && right === terminator.right ? edges : { ...edges, left, right };
    }
    case 'return': {
      const values = renameAll(terminator.values, rename);
      return values === terminator.values ? terminator : { ...terminator, values };
    }
    case 'fail': {
      const code = rename(terminator.code);
      return code === terminator.code ? terminator : { ...terminator, code };
    }
    case 'unreachable':
      return terminator;
  }
}

/** Puts other contents into block `index`; what `change` does not name stays. */
export function replaceBlock(target: FlowFunction, index: number, change: Partial<Block>): void {
  target.blocks[index] = { ...target.blocks[index]!, ...change };
}

/** Renames every operand in the function. */
export function renameFunction(target: FlowFunction, rename: Renaming): void {
  target.blocks.forEach((block, i) => {
    const instructions = block.instructions.map((instruction) => renameOperands(instruction, rename));
    replaceBlock(target, i, { instructions, terminator: renameTerminator(block.terminator, rename) });
  });
}

/** A renaming that follows chains of replacements to their end. */
export function followReplacements(replacements: ReadonlyMap<Value, Value>): Renaming {
  return (value) => {
    let last = value;
    for (let next = replacements.get(last); next !== undefined; next = replacements.get(last)) last = next;
    return last;
  };
}
