// Writes Flow as text, one instruction on a line.
import {
  operandsOf,
  resultsOf,
  type Edge,
  type FlowFunction,
  type FlowInstruction,
  type FlowProgram,
  type Terminator,
  type Value,
} from '../flow.js';
import { place, type Span } from '../source.js';

export interface PrintOptions {
  /** Whether each line ends with a comment that names the source place it comes from. */
  readonly places?: boolean;
}

const names = (values: readonly Value[]): string => values.map((value) => `v${value}`).join(', ');

/** Small numbers in decimal, negative where that is shorter; others, addresses most of them, in hexadecimal. */
function number(value: bigint): string {
  const signed = BigInt.asIntN(64, value);
  if (signed > -65536n && signed < 65536n) return signed.toString();
  return `0x${value.toString(16)}`;
}

function location(address: Value, offset: number): string {
  if (offset === 0) return `[v${address}]`;
  return `[v${address} ${offset < 0 ? '-' : '+'} ${Math.abs(offset)}]`;
}

function edge(target: Edge): string {
  return `block${target.block}${target.arguments.length > 0 ? `(${names(target.arguments)})` : ''}`;
}

function body(instruction: FlowInstruction): string {
  const operands = names(operandsOf(instruction));
  switch (instruction.kind) {
    case 'constant':
      return `constant ${number(instruction.value)}`;
    case 'binary':
      return `${instruction.operator} ${operands}`;
    case 'compare':
      return `compare ${instruction.comparison} ${operands}`;
    case 'extend':
      return `extend ${instruction.signed ? 'signed' : 'unsigned'} ${instruction.bits} ${operands}`;
    case 'load': {
      const where = location(instruction.address, instruction.offset);
      return `load${instruction.size} ${where}${instruction.invariant ? ' invariant' : ''}`;
    }
    case 'store':
      return `store${instruction.size} ${location(instruction.address, instruction.offset)}, v${instruction.value}`;
    case 'slot':
      return `slot ${instruction.slot}`;
    case 'address':
      return `address ${instruction.rodata}`;
    case 'account':
      return `account ${operands}${instruction.unique ? ' unique' : ''}${instruction.repeated === undefined ? '' : ` ${instruction.repeated}`}`;
    case 'call':
      return `call ${instruction.callee}(${operands})`;
    case 'syscall':
      return `syscall ${instruction.name}(${operands})${instruction.zero ? ' zero' : ''}`;
  }
}

/** One instruction as the printer writes it, without indentation. */
export function printInstruction(instruction: FlowInstruction): string {
  const results = names(resultsOf(instruction));
  return results === '' ? body(instruction) : `${results} = ${body(instruction)}`;
}

/** One terminator as the printer writes it, without indentation. */
export function printTerminator(terminator: Terminator): string {
  switch (terminator.kind) {
    case 'jump':
      return `jump ${edge(terminator.target)}`;
    case 'branch': {
      const { comparison, left, right, then, otherwise } = terminator;
      return `branch ${comparison} ${names([left, right])} then ${edge(then)} else ${edge(otherwise)}`;
    }
    case 'return':
      return `return${terminator.values.length > 0 ? ` ${names(terminator.values)}` : ''}`;
    case 'fail':
      return `fail v${terminator.code} ${JSON.stringify(terminator.reason)}`;
    case 'unreachable':
      return 'unreachable';
  }
}

function printFunction(flowFunction: FlowFunction, index: number, options: PrintOptions): string[] {
  const { name, parameters, results, fallible, allocates, slots, blocks } = flowFunction;
  const line = (text: string, span: Span): string => `  ${text}${options.places ? `  ; ${place(span)}` : ''}`;
  const lines = [
    `function ${index} ${JSON.stringify(name)}(${names(parameters)}) results ${results}${fallible ? ' fallible' : ''}${allocates ? ' allocates' : ''}`,
  ];
  if (slots.length > 0) lines.push(`  slots ${slots.join(', ')}`);
  blocks.forEach((block, i) => {
    const incoming = block.parameters.length > 0 ? `(${names(block.parameters)})` : '';
    lines.push(`block${i}${incoming}${block.cold ? ' cold' : ''}:`);
    for (const instruction of block.instructions)
      lines.push(line(printInstruction(instruction), instruction.span));
    lines.push(line(printTerminator(block.terminator), block.terminator.span));
  });
  return lines;
}

function printBytes(bytes: Uint8Array): string {
  const readable = bytes.length > 0 && bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
  if (readable) return JSON.stringify(String.fromCharCode(...bytes));
  return `0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

/** The whole program as text, ending with a line break. */
export function print(program: FlowProgram, options: PrintOptions = {}): string {
  const head: string[] = [];
  if (program.globalBytes > 0) head.push(`globals ${program.globalBytes}`);
  program.rodata.forEach((bytes, i) => head.push(`rodata ${i} ${printBytes(bytes)}`));
  const parts = program.functions.map((flowFunction, i) =>
    printFunction(flowFunction, i, options).join('\n'),
  );
  if (head.length > 0) parts.unshift(head.join('\n'));
  return `${parts.join('\n\n')}\n`;
}
