// Rebuilds instructions and terminators with other operands.
import type { Block, Edge, FlowFunction, FlowInstruction, Terminator, Value } from '../../grammar/flow.js';
import * as make from '../../grammar/flow/make.js';

export type Renaming = (value: Value) => Value;

/** Calls `visit` with every value an instruction reads. */
export function visitOperands(instruction: FlowInstruction, visit: (value: Value) => void): void {
  switch (instruction.kind) {
    case 'constant':
    case 'slot':
    case 'address':
      return;
    case 'binary':
    case 'compare':
      visit(instruction.left);
      visit(instruction.right);
      return;
    case 'extend':
      return visit(instruction.operand);
    case 'load':
      return visit(instruction.address);
    case 'store':
      visit(instruction.address);
      visit(instruction.value);
      return;
    case 'account':
      return visit(instruction.index);
    case 'call':
    case 'syscall':
      for (const value of instruction.arguments) visit(value);
  }
}

/** Calls `visit` with the values that a terminator reads itself, not with what its edges carry. */
export function visitDeciders(terminator: Terminator, visit: (value: Value) => void): void {
  if (terminator.kind === 'branch') {
    visit(terminator.left);
    visit(terminator.right);
  } else if (terminator.kind === 'return') for (const value of terminator.values) visit(value);
  else if (terminator.kind === 'fail') visit(terminator.code);
}

/** Calls `visit` with every value a terminator reads, its edges' arguments among them. */
export function visitValues(terminator: Terminator, visit: (value: Value) => void): void {
  visitDeciders(terminator, visit);
  if (terminator.kind === 'jump') for (const value of terminator.target.arguments) visit(value);
  else if (terminator.kind === 'branch') {
    for (const value of terminator.then.arguments) visit(value);
    for (const value of terminator.otherwise.arguments) visit(value);
  }
}

/** The list itself if renaming changes nothing in it. */
function renameAll(values: readonly Value[], rename: Renaming): readonly Value[] {
  if (values.length === 0) return values;
  // Renaming may make something anew at each call, so each value is renamed once. The copy is made as long as it will be:
  // what grows takes room for many more.
  let renamed: Value[] | undefined;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const name = rename(value);
    if (name !== value) (renamed ??= values.slice())[i] = name;
  }
  return renamed ?? values;
}

/* Objects are written out, not spread, where they are made in great numbers: spreading is many times slower. */

/** The instruction with every operand renamed; its results stay. */
export function renameOperands(instruction: FlowInstruction, rename: Renaming): FlowInstruction {
  switch (instruction.kind) {
    case 'constant':
    case 'slot':
    case 'address':
      return instruction;
    case 'binary': {
      const left = rename(instruction.left);
      const right = rename(instruction.right);
      if (left === instruction.left && right === instruction.right) return instruction;
      const { operator, result, span } = instruction;
      return make.binary({ operator, result, left, right, span });
    }
    case 'compare': {
      const left = rename(instruction.left);
      const right = rename(instruction.right);
      if (left === instruction.left && right === instruction.right) return instruction;
      const { comparison, result, span } = instruction;
      return make.compare({ comparison, result, left, right, span });
    }
    case 'extend': {
      const operand = rename(instruction.operand);
      return operand === instruction.operand ? instruction : make.like(instruction, { operand });
    }
    case 'load': {
      const address = rename(instruction.address);
      if (address === instruction.address) return instruction;
      const { result, size, offset, invariant, span } = instruction;
      return make.load({ result, size, address, offset, invariant, span });
    }
    case 'store': {
      const address = rename(instruction.address);
      const value = rename(instruction.value);
      if (address === instruction.address && value === instruction.value) return instruction;
      const { size, offset, span } = instruction;
      return make.store({ size, address, offset, value, span });
    }
    case 'account': {
      const index = rename(instruction.index);
      return index === instruction.index ? instruction : make.like(instruction, { index });
    }
    case 'call': {
      const operands = renameAll(instruction.arguments, rename);
      if (operands === instruction.arguments) return instruction;
      const { callee, results, span } = instruction;
      return make.call({ callee, arguments: operands, results, span });
    }
    case 'syscall': {
      const operands = renameAll(instruction.arguments, rename);
      if (operands === instruction.arguments) return instruction;
      const { name, result, zero, span } = instruction;
      return make.syscall({ name, arguments: operands, result, zero, span });
    }
  }
}

/** The instruction with every result renamed; its operands stay. */
export function renameResults(instruction: FlowInstruction, rename: Renaming): FlowInstruction {
  if (instruction.kind === 'store') return instruction;
  if (instruction.kind === 'call')
    return make.like(instruction, { results: instruction.results.map(rename) });
  return make.like(instruction, { result: rename(instruction.result) });
}

function renameEdge(edge: Edge, rename: Renaming): Edge {
  const operands = renameAll(edge.arguments, rename);
  return operands === edge.arguments ? edge : make.edge(edge.block, operands, edge.failing);
}

/** The terminator with each of its edges replaced. */
export function mapEdges(terminator: Terminator, change: (edge: Edge) => Edge): Terminator {
  if (terminator.kind === 'jump') {
    const target = change(terminator.target);
    return target === terminator.target ? terminator : make.jump({ target, span: terminator.span });
  }
  if (terminator.kind === 'branch') {
    const then = change(terminator.then);
    const otherwise = change(terminator.otherwise);
    if (then === terminator.then && otherwise === terminator.otherwise) return terminator;
    const { comparison, left, right, span } = terminator;
    return make.branch({ comparison, left, right, then, otherwise, span });
  }
  return terminator;
}

/** The terminator with every value it reads renamed, those its edges carry too. */
export function renameTerminator(terminator: Terminator, rename: Renaming): Terminator {
  switch (terminator.kind) {
    case 'jump': {
      const target = renameEdge(terminator.target, rename);
      return target === terminator.target ? terminator : make.jump({ target, span: terminator.span });
    }
    case 'branch': {
      const left = rename(terminator.left);
      const right = rename(terminator.right);
      const then = renameEdge(terminator.then, rename);
      const otherwise = renameEdge(terminator.otherwise, rename);
      const same =
        left === terminator.left &&
        right === terminator.right &&
        then === terminator.then &&
        otherwise === terminator.otherwise;
      if (same) return terminator;
      const { comparison, span } = terminator;
      return make.branch({ comparison, left, right, then, otherwise, span });
    }
    case 'return': {
      const values = renameAll(terminator.values, rename);
      return values === terminator.values ? terminator : make.return({ values, span: terminator.span });
    }
    case 'fail': {
      const code = rename(terminator.code);
      if (code === terminator.code) return terminator;
      const { reason, span } = terminator;
      return make.fail({ code, reason, span });
    }
    case 'unreachable':
      return terminator;
  }
}

/** Puts other contents into block `index`; what `change` does not name stays. */
export function replaceBlock(
  target: FlowFunction,
  index: number,
  change: { readonly [Key in keyof Block]?: Block[Key] | undefined },
): void {
  const { parameters, instructions, terminator, cold } = target.blocks[index]!;
  target.blocks[index] = {
    parameters: change.parameters ?? parameters,
    instructions: change.instructions ?? instructions,
    terminator: change.terminator ?? terminator,
    cold: change.cold ?? cold,
  };
}

/** The list itself if no instruction changes. */
export function renameInstructions(instructions: FlowInstruction[], rename: Renaming): FlowInstruction[] {
  let renamed: FlowInstruction[] | undefined;
  for (let i = 0; i < instructions.length; i++) {
    const instruction = instructions[i]!;
    const other = renameOperands(instruction, rename);
    if (other !== instruction) (renamed ??= instructions.slice())[i] = other;
  }
  return renamed ?? instructions;
}

/** Renames every operand in the function. */
export function renameFunction(target: FlowFunction, rename: Renaming): void {
  for (let i = 0; i < target.blocks.length; i++) {
    const { parameters, instructions, terminator, cold } = target.blocks[i]!;
    const body = renameInstructions(instructions, rename);
    const end = renameTerminator(terminator, rename);
    if (body !== instructions || end !== terminator)
      target.blocks[i] = { parameters, instructions: body, terminator: end, cold };
  }
}

/** A renaming that follows chains of replacements to their end. */
export function followReplacements(replacements: ReadonlyMap<Value, Value>): Renaming {
  return (value) => {
    let last = value;
    for (let next = replacements.get(last); next !== undefined; next = replacements.get(last)) last = next;
    return last;
  };
}
