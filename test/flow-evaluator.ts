// A direct evaluator of Flow over BigInt: the reference that passes and code generation are measured against.
import {
  operandsOf,
  type BinaryOperator,
  type Comparison,
  type Edge,
  type FlowFunction,
  type FlowProgram,
  type Value,
} from '../grammar/flow.js';

export { randomFlow, instructionDataBytes, type RandomFlowOptions } from './random-flow.js';
export { serializeInput, type InputAccount } from './flow-input.js';
import { serializeInput } from './flow-input.js';

export interface EvaluateOptions {
  /** The serialized input region; by default no accounts and 64 bytes of instruction data. */
  readonly input?: Uint8Array;
  /** How many instructions may run before the evaluator gives up with the fault `steps exhausted`. */
  readonly steps?: number;
}

/** What the outside world can see of a run besides its ending. */
interface Observed {
  /** The arguments of each sol_log_64_, the bytes of each sol_log_. */
  readonly logs: string[];
  readonly input: Uint8Array;
  readonly heap: Uint8Array;
}

export type Outcome =
  | ({ readonly returned: bigint[] } & Observed)
  | ({ readonly failed: bigint } & Observed)
  | ({ readonly faulted: string } & Observed);

const rodataStart = 0x100000000n;
const stackStart = 0x200000000n;
const heapStart = 0x300000000n;
const inputStart = 0x400000000n;
const notEnoughAccountKeys = 11n << 32n;
const accountBorrowFailed = 12n << 32n;
const word = (value: bigint): bigint => BigInt.asUintN(64, value);
const signed = (value: bigint): bigint => BigInt.asIntN(64, value);

class Fault extends Error {}
class Failure extends Error {
  constructor(readonly code: bigint) {
    super('fail');
  }
}

/** `undefined` where the machine faults. */
export function evaluateBinary(operator: BinaryOperator, left: bigint, right: bigint): bigint | undefined {
  switch (operator) {
    case 'add':
      return word(left + right);
    case 'sub':
      return word(left - right);
    case 'mul':
      return word(left * right);
    case 'div':
      return right === 0n ? undefined : left / right;
    case 'rem':
      return right === 0n ? undefined : left % right;
    case 'and':
      return left & right;
    case 'or':
      return left | right;
    case 'xor':
      return left ^ right;
    case 'shl':
      return word(left << (right & 63n));
    case 'lshr':
      return left >> (right & 63n);
    case 'ashr':
      return word(signed(left) >> (right & 63n));
  }
}

export function evaluateComparison(comparison: Comparison, left: bigint, right: bigint): boolean {
  switch (comparison) {
    case 'eq':
      return left === right;
    case 'ne':
      return left !== right;
    case 'ult':
      return left < right;
    case 'ule':
      return left <= right;
    case 'ugt':
      return left > right;
    case 'uge':
      return left >= right;
    case 'slt':
      return signed(left) < signed(right);
    case 'sle':
      return signed(left) <= signed(right);
    case 'sgt':
      return signed(left) > signed(right);
    case 'sge':
      return signed(left) >= signed(right);
    case 'set':
      return (left & right) !== 0n;
  }
}

interface Region {
  readonly start: bigint;
  readonly bytes: Uint8Array;
  readonly writable: boolean;
}

class Evaluator {
  readonly logs: string[] = [];
  readonly heap = new Uint8Array(32768);
  readonly input: Uint8Array;
  private readonly regions: readonly Region[];
  private readonly rodataAddresses: bigint[] = [];
  private steps: number;

  constructor(
    private readonly program: FlowProgram,
    options: EvaluateOptions,
  ) {
    this.input = (options.input ?? serializeInput([], new Uint8Array(64))).slice();
    this.steps = options.steps ?? 1_000_000;
    let size = 0;
    for (const bytes of program.rodata) {
      this.rodataAddresses.push(rodataStart + BigInt(size));
      size += (bytes.length + 7) & -8;
    }
    const rodata = new Uint8Array(size);
    program.rodata.forEach((bytes, i) => rodata.set(bytes, Number(this.rodataAddresses[i]! - rodataStart)));
    this.regions = [
      { start: rodataStart, bytes: rodata, writable: false },
      { start: stackStart, bytes: new Uint8Array(64 * 4096), writable: true },
      { start: heapStart, bytes: this.heap, writable: true },
      { start: inputStart, bytes: this.input, writable: true },
    ];
  }

  run(): Outcome {
    const heap = this.heap.subarray(this.program.globalBytes);
    const observed = { logs: this.logs, input: this.input, heap };
    try {
      const returned = this.call(this.program.functions[0]!, [inputStart, this.dataAddress()], 0);
      return { returned, ...observed };
    } catch (ending) {
      if (ending instanceof Failure) return { failed: ending.code, ...observed };
      if (ending instanceof Fault) return { faulted: ending.message, ...observed };
      throw ending;
    }
  }

  private bytesAt(address: bigint, length: number, writing: boolean): Uint8Array {
    for (const region of this.regions) {
      const offset = address - region.start;
      if (offset < 0n || offset + BigInt(length) > BigInt(region.bytes.length)) continue;
      if (writing && !region.writable) break;
      return region.bytes.subarray(Number(offset), Number(offset) + length);
    }
    throw new Fault('access violation');
  }

  private load(address: bigint, size: number): bigint {
    return this.bytesAt(address, size, false).reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  }

  private store(address: bigint, size: number, value: bigint): void {
    const bytes = this.bytesAt(address, size, true);
    for (let i = 0; i < size; i++) bytes[i] = Number((value >> BigInt(8 * i)) & 0xffn);
  }

  private entryEnd(position: bigint): bigint {
    if (this.load(position, 1) !== 0xffn) return position + 8n;
    return position + 10336n + ((this.load(position + 80n, 8) + 7n) & ~7n);
  }

  private accountPosition(index: bigint): bigint {
    let position = inputStart + 8n;
    for (let i = 0n; i < index; i++) position = this.entryEnd(position);
    return position;
  }

  private dataAddress(): bigint {
    return this.accountPosition(this.load(inputStart, 8)) + 8n;
  }

  private account(index: bigint, unique: boolean): bigint {
    if (index >= this.load(inputStart, 8)) throw new Failure(notEnoughAccountKeys);
    const position = this.accountPosition(index);
    const marker = this.load(position, 1);
    if (marker === 0xffn) return position;
    if (unique) throw new Failure(accountBorrowFailed);
    return this.accountPosition(marker);
  }

  private syscall(name: string, operands: readonly bigint[]): bigint {
    const [a = 0n, b = 0n, c = 0n] = operands;
    switch (name) {
      case 'sol_log_64_':
        this.logs.push(operands.map((operand) => `0x${operand.toString(16)}`).join(', '));
        return 0n;
      case 'sol_log_':
        this.logs.push(new TextDecoder().decode(this.bytesAt(a, Number(b), false)));
        return 0n;
      case 'sol_memset_':
        this.bytesAt(a, Number(c), true).fill(Number(b & 0xffn));
        return 0n;
      case 'sol_memcpy_':
      case 'sol_memmove_':
        this.bytesAt(a, Number(c), true).set(this.bytesAt(b, Number(c), false).slice());
        return 0n;
      case 'abort':
        throw new Fault('aborted');
      default:
        throw new Error(`the evaluator knows no syscall ${name}`);
    }
  }

  /** The callee's results and, of a fallible one, the status. */
  private callOf(callee: number, operands: readonly bigint[], depth: number): bigint[] {
    const target = this.program.functions[callee]!;
    if (!target.fallible) return this.call(target, operands, depth);
    try {
      return [...this.call(target, operands, depth), 0n];
    } catch (ending) {
      if (!(ending instanceof Failure)) throw ending;
      return [[ending.code], [ending.code, 1n], [ending.code, 0n, 1n]][target.results]!;
    }
  }

  private call(target: FlowFunction, operands: readonly bigint[], depth: number): bigint[] {
    if (depth >= 64) throw new Fault('call depth exceeded');
    const values: (bigint | undefined)[] = new Array<undefined>(target.values).fill(undefined);
    const at = (value: Value): bigint => {
      const known = values[value];
      if (known === undefined) throw new Error(`${target.name}: v${value} is read before it is defined`);
      return known;
    };
    let offset = 0;
    const slots = target.slots.map((size) => {
      const address = stackStart + BigInt(depth * 4096 + offset);
      offset += (size + 7) & -8;
      return address;
    });
    target.parameters.forEach((parameter, i) => (values[parameter] = operands[i]!));
    let block = target.blocks[0]!;
    const take = (edge: Edge): void => {
      const incoming = edge.arguments.map(at);
      block = target.blocks[edge.block]!;
      block.parameters.forEach((parameter, i) => (values[parameter] = incoming[i]!));
    };
    for (;;) {
      for (const instruction of block.instructions) {
        if (--this.steps < 0) throw new Fault('steps exhausted');
        const [first = 0n, second = 0n] = operandsOf(instruction).map(at);
        switch (instruction.kind) {
          case 'constant':
            values[instruction.result] = instruction.value;
            break;
          case 'binary': {
            const result = evaluateBinary(instruction.operator, first, second);
            if (result === undefined) throw new Fault('division by zero');
            values[instruction.result] = result;
            break;
          }
          case 'compare':
            values[instruction.result] = evaluateComparison(instruction.comparison, first, second) ? 1n : 0n;
            break;
          case 'extend': {
            const low = BigInt.asUintN(instruction.bits, first);
            values[instruction.result] = instruction.signed
              ? word(BigInt.asIntN(instruction.bits, low))
              : low;
            break;
          }
          case 'load':
            values[instruction.result] = this.load(
              word(first + BigInt(instruction.offset)),
              instruction.size,
            );
            break;
          case 'store':
            this.store(word(first + BigInt(instruction.offset)), instruction.size, second);
            break;
          case 'slot':
            values[instruction.result] = slots[instruction.slot]!;
            break;
          case 'address':
            values[instruction.result] = this.rodataAddresses[instruction.rodata]!;
            break;
          case 'account':
            values[instruction.result] = this.account(first, instruction.unique);
            break;
          case 'call':
            this.callOf(instruction.callee, instruction.arguments.map(at), depth + 1).forEach(
              (result, i) => (values[instruction.results[i]!] = result),
            );
            break;
          case 'syscall':
            values[instruction.result] = this.syscall(instruction.name, instruction.arguments.map(at));
            break;
        }
      }
      if (--this.steps < 0) throw new Fault('steps exhausted');
      const { terminator } = block;
      switch (terminator.kind) {
        case 'jump':
          take(terminator.target);
          break;
        case 'branch': {
          const holds = evaluateComparison(terminator.comparison, at(terminator.left), at(terminator.right));
          take(holds ? terminator.then : terminator.otherwise);
          break;
        }
        case 'return':
          return terminator.values.map(at);
        case 'fail':
          throw new Failure(at(terminator.code));
        case 'unreachable':
          throw new Fault('unreachable');
      }
    }
  }
}

/** Runs a Flow program from its entry function. The program must pass the checker. */
export function evaluate(program: FlowProgram, options: EvaluateOptions = {}): Outcome {
  return new Evaluator(program, options).run();
}
