// Builds Flow by hand: one method per instruction, blocks opened by name.
import type {
  BinaryOperator,
  Block,
  BlockId,
  Comparison,
  Edge,
  FlowFunction,
  FlowInstruction,
  FlowProgram,
  Size,
  Terminator,
  Value,
} from '../grammar/flow.js';
import * as make from '../grammar/flow/make.js';
import type { Source, Span } from '../grammar/source.js';

const source: Source = { name: 'built.ovsm', text: ' '.repeat(100_000) };

export interface FunctionShape {
  readonly name: string;
  readonly parameters: number;
  readonly results: 0 | 1 | 2;
  readonly fallible?: boolean;
  readonly slots?: readonly number[];
}

/** Every instruction gets its own one-character span, in the order of building. */
export class FunctionBuilder {
  private readonly blocks: {
    parameters: Value[];
    instructions: FlowInstruction[];
    terminator?: Terminator;
    cold: boolean;
  }[] = [];
  private values = 0;
  private current = 0;
  private place = 0;
  readonly parameters: Value[];

  constructor(readonly shape: FunctionShape) {
    this.parameters = this.fresh(shape.parameters);
    this.block();
  }

  private fresh(count: number): Value[] {
    return Array.from({ length: count }, () => this.values++);
  }

  private get span(): Span {
    const start = this.place++ % source.text.length;
    return { source, start, end: start + 1 };
  }

  /** A new block with so many parameters; it does not become current. */
  block(parameters = 0, cold = false): BlockId {
    return this.blocks.push({ parameters: this.fresh(parameters), instructions: [], cold }) - 1;
  }

  /** Makes `block` current and gives its parameters. */
  open(block: BlockId): readonly Value[] {
    this.current = block;
    return this.blocks[block]!.parameters;
  }

  /** Whether the current block still lacks its terminator. */
  get isOpen(): boolean {
    return this.blocks[this.current]!.terminator === undefined;
  }

  private add(instruction: FlowInstruction): void {
    if (!this.isOpen) throw new Error('the block already ends');
    this.blocks[this.current]!.instructions.push(instruction);
  }

  private one(make: (result: Value) => FlowInstruction): Value {
    const result = this.values++;
    this.add(make(result));
    return result;
  }

  constant(value: bigint | number): Value {
    return this.one((result) =>
      make.constant({ result, value: BigInt.asUintN(64, BigInt(value)), span: this.span }),
    );
  }

  binary(operator: BinaryOperator, left: Value, right: Value): Value {
    return this.one((result) => make.binary({ operator, result, left, right, span: this.span }));
  }

  compare(comparison: Comparison, left: Value, right: Value): Value {
    return this.one((result) => make.compare({ comparison, result, left, right, span: this.span }));
  }

  extend(operand: Value, bits: 8 | 16 | 32, signed: boolean): Value {
    return this.one((result) => make.extend({ result, operand, bits, signed, span: this.span }));
  }

  load(size: Size, address: Value, offset = 0, invariant = false): Value {
    return this.one((result) => make.load({ result, size, address, offset, invariant, span: this.span }));
  }

  store(size: Size, address: Value, offset: number, value: Value): void {
    this.add(make.store({ size, address, offset, value, span: this.span }));
  }

  slot(slot: number): Value {
    return this.one((result) => make.slot({ result, slot, span: this.span }));
  }

  address(rodata: number): Value {
    return this.one((result) => make.address({ result, rodata, span: this.span }));
  }

  account(index: Value, unique = false): Value {
    return this.one((result) =>
      make.account({ result, index, unique, repeated: undefined, span: this.span }),
    );
  }

  /** `results` counts the status of a fallible callee too. */
  call(callee: number, operands: readonly Value[], results: number): Value[] {
    const made = this.fresh(results);
    this.add(make.call({ callee, arguments: operands, results: made, span: this.span }));
    return made;
  }

  syscall(name: string, operands: readonly Value[], zero = false): Value {
    return this.one((result) => make.syscall({ name, arguments: operands, result, zero, span: this.span }));
  }

  private end(terminator: Terminator): void {
    if (!this.isOpen) throw new Error('the block already ends');
    this.blocks[this.current]!.terminator = terminator;
  }

  jump(block: BlockId, operands: readonly Value[] = []): void {
    this.end(make.jump({ target: make.edge(block, operands), span: this.span }));
  }

  branch(comparison: Comparison, left: Value, right: Value, then: Edge, otherwise: Edge): void {
    this.end(make.branch({ comparison, left, right, then, otherwise, span: this.span }));
  }

  return(values: readonly Value[] = []): void {
    this.end(make.return({ values, span: this.span }));
  }

  fail(code: Value, reason: string): void {
    this.end(make.fail({ code, reason, span: this.span }));
  }

  unreachable(): void {
    this.end(make.unreachable({ span: this.span }));
  }

  finish(): FlowFunction {
    const { name, results, fallible = false, slots = [] } = this.shape;
    const blocks = this.blocks.map((block, i): Block => {
      if (!block.terminator) throw new Error(`block${i} of ${name} has no end`);
      return { ...block, terminator: block.terminator };
    });
    const { parameters, values } = this;
    return {
      name,
      span: undefined,
      parameters,
      results,
      fallible,
      blocks,
      slots: [...slots],
      allocates: false,
      values,
      kept: undefined,
    };
  }
}

export const to = (block: BlockId, ...operands: Value[]): Edge => make.edge(block, operands);

export function programOf(
  functions: readonly FlowFunction[],
  rodata: readonly Uint8Array[] = [],
  globalBytes = 0,
): FlowProgram {
  return { functions: [...functions], rodata, globalBytes };
}
