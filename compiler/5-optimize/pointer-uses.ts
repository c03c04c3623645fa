// Follows the address of an object through a function: what is read and written through it, and where else it goes.
import {
  type Block,
  type BlockId,
  edgesOf,
  type FlowFunction,
  type FlowInstruction,
  type FlowProgram,
  type Size,
  type Syscall,
  type Value,
} from '../../grammar/flow.js';
import { Constants } from './constants.js';
import { visitOperands, visitValues } from './rewrite.js';

/** An instruction, or the terminator where `at` is the number of instructions. */
export interface Position {
  readonly block: BlockId;
  readonly at: number;
}

/** A load or a store of `size` bytes of an object, at an offset from its start, if that is known. */
export interface Access extends Position {
  readonly offset: number | undefined;
  readonly size: Size;
  /** What a load gives. */
  readonly loaded: Value | undefined;
}

/** Bytes that a syscall copies into an object, at a known offset. */
export interface Copy extends Position {
  readonly offset: number;
  readonly size: number;
  readonly from: Value;
}

/** What a function does with an address that it is given. */
export interface Treatment {
  /** Whether the address may be found anywhere after the function has ended, other than where it is held. */
  escapes: boolean;
  /** Whether something may be written through it. */
  writes: boolean;
}

/** The way of an object's address through one function. */
export interface Travels extends Treatment {
  /** By value that points into the object, how far into it, if that is known. */
  readonly offsets: Map<Value, number | undefined>;
  readonly accesses: Access[];
  /** They do not count as writes of `writes`. */
  readonly copies: Copy[];
  /** Where the address is stored: at `address + offset`. */
  readonly held: (Position & { readonly address: Value; readonly offset: number })[];
  /** All places where a value that points into the object is read, but for the end of the block that is ignored. */
  readonly uses: Position[];
  /** Where what the object holds may be read: by loads and syscalls. */
  readonly reads: Position[];
  /** The blocks whose parameters it becomes. */
  readonly joins: BlockId[];
  /** Whether something else than loads, stores and copies at known offsets needs the address. */
  isNeeded: boolean;
  /** Whether what the object holds may come to be elsewhere in other ways than through loads of the function. */
  isShared: boolean;
}

/** A place that does not count: the edge to `edge` at the end of `block`, and all that `isPast` says. */
export interface Ignored {
  readonly block: BlockId;
  readonly edge: BlockId;
  isPast(block: BlockId): boolean;
}

/** The arguments of syscalls through which they only read. None keeps an address. */
const reads: ReadonlyMap<string, readonly number[]> = new Map([
  ['sol_memcpy_', [1]],
  ['sol_memcmp_', [0, 1]],
  ['sol_log_', [0]],
  ['sol_log_pubkey', [0]],
  ['sol_set_return_data', [0]],
]);

/** The syscalls that write what they read to other memory of the program. */
const copying: ReadonlySet<string> = new Set(['sol_memcpy_', 'sol_memmove_']);

/** The places where each value of a function is read. */
class Uses {
  private readonly latest: Int32Array;
  private readonly before: number[] = [];
  private readonly blocks: number[] = [];
  private readonly places: number[] = [];

  constructor({ values, blocks }: FlowFunction) {
    this.latest = new Int32Array(values).fill(-1);
    let block = 0;
    let at = 0;
    const note = (value: Value): void => {
      this.before.push(this.latest[value]!);
      this.latest[value] = this.blocks.push(block) - 1;
      this.places.push(at);
    };
    for (; block < blocks.length; block++) {
      const { instructions, terminator } = blocks[block]!;
      for (at = 0; at < instructions.length; at++) visitOperands(instructions[at]!, note);
      visitValues(terminator, note);
    }
  }

  /** A place after the last instruction of a block is its terminator. */
  visit(value: Value, visit: (block: BlockId, at: number) => void): void {
    for (let use = this.latest[value] ?? -1; use >= 0; use = this.before[use]!)
      visit(this.blocks[use]!, this.places[use]!);
  }
}

/** Offsets farther from the start of an object are as good as unknown. */
const farthest = 1n << 20n;

/** Follows addresses through one function as it is at first. */
export class Pointers {
  private readonly uses: Uses;
  private readonly blocks: readonly Block[];

  constructor(
    target: FlowFunction,
    private readonly constants: Constants,
    private readonly treatments: Treatments,
  ) {
    this.uses = new Uses(target);
    this.blocks = [...target.blocks];
  }

  /** Follows the address that `roots` are, and that `inner` points somewhere behind. */
  follow(roots: readonly Value[], ignored?: Ignored, inner: readonly Value[] = []): Travels {
    const travels: Travels = {
      offsets: new Map(roots.map((root) => [root, 0])),
      accesses: [],
      copies: [],
      held: [],
      uses: [],
      reads: [],
      joins: [],
      escapes: false,
      writes: false,
      isNeeded: false,
      isShared: false,
    };
    for (const value of inner) this.point(travels, value, undefined);
    // The map grows while it is walked.
    for (const [value, offset] of travels.offsets) {
      this.uses.visit(value, (block, at) => {
        if (ignored?.isPast(block)) return;
        const instruction = this.blocks[block]!.instructions[at];
        const isEnd = !instruction && ignored?.block === block;
        if (!isEnd) travels.uses.push({ block, at });
        if (instruction) this.use(travels, instruction, value, offset, block, at);
        else this.end(travels, value, block, isEnd ? ignored.edge : -1);
      });
    }
    return travels;
  }

  private point(travels: Travels, value: Value, offset: number | undefined): void {
    if (offset === undefined) travels.isNeeded = true;
    travels.offsets.set(value, offset);
  }

  private use(
    travels: Travels,
    instruction: FlowInstruction,
    value: Value,
    offset: number | undefined,
    block: BlockId,
    at: number,
  ): void {
    switch (instruction.kind) {
      case 'store':
        if (instruction.value === value) {
          const { address, offset: distance } = instruction;
          travels.held.push({ block, at, address, offset: distance });
          travels.isNeeded = true;
        }
        if (instruction.address !== value) return;
        travels.writes = true;
        this.access(travels, offset, instruction, undefined, { block, at });
        return;
      case 'load':
        travels.reads.push({ block, at });
        this.access(travels, offset, instruction, instruction.result, { block, at });
        return;
      case 'binary': {
        const { operator, left, right, result } = instruction;
        const bits = this.constants.bitsOf(left === value ? right : left);
        const distance = bits === undefined ? undefined : BigInt.asIntN(64, bits);
        const isNear = distance !== undefined && distance > -farthest && distance < farthest;
        const isKnown = operator === 'add' && isNear && offset !== undefined;
        return this.point(travels, result, isKnown ? offset + Number(distance) : undefined);
      }
      case 'extend':
        return this.point(travels, instruction.result, undefined);
      case 'compare':
        travels.isNeeded = true;
        return;
      case 'syscall':
        return this.syscall(travels, instruction, value, offset, block, at);
      case 'call':
        travels.isNeeded = true;
        travels.isShared = true;
        instruction.arguments.forEach((argument, i) => {
          if (argument !== value) return;
          const { escapes, writes } = this.treatments.of(instruction.callee, i);
          travels.escapes ||= escapes;
          travels.writes ||= writes;
        });
        return;
      default:
        travels.escapes = true;
    }
  }

  private access(
    { accesses }: Travels,
    start: number | undefined,
    { offset, size }: { readonly offset: number; readonly size: Size },
    loaded: Value | undefined,
    { block, at }: Position,
  ): void {
    accesses.push({ block, at, offset: start === undefined ? undefined : start + offset, size, loaded });
  }

  private syscall(
    travels: Travels,
    { name, arguments: operands }: Syscall,
    value: Value,
    offset: number | undefined,
    block: BlockId,
    at: number,
  ): void {
    const [to, from, length] = operands;
    const bytes = length === undefined ? undefined : this.constants.bitsOf(length);
    const isCopy = name === 'sol_memcpy_' && to === value && from !== value && length !== value;
    if (isCopy && offset !== undefined && bytes !== undefined && bytes < farthest) {
      travels.copies.push({ block, at, offset, size: Number(bytes), from: from! });
      return;
    }
    travels.isNeeded = true;
    travels.reads.push({ block, at });
    travels.isShared ||= copying.has(name);
    if (operands.some((operand, i) => operand === value && !reads.get(name)?.includes(i)))
      travels.writes = true;
  }

  private end(travels: Travels, value: Value, block: BlockId, ignored: BlockId): void {
    const { terminator } = this.blocks[block]!;
    if (terminator.kind === 'return' || terminator.kind === 'fail') travels.escapes = true;
    if (terminator.kind === 'branch' && (terminator.left === value || terminator.right === value))
      travels.isNeeded = true;
    for (const edge of edgesOf(terminator)) {
      if (edge.block === ignored) continue;
      edge.arguments.forEach((argument, i) => {
        if (argument !== value) return;
        this.point(travels, this.blocks[edge.block]!.parameters[i]!, undefined);
        travels.joins.push(edge.block);
      });
    }
  }
}

/** Calls of calls are followed no deeper. */
const deepest = 16;

/** What the functions of a program do with the addresses that are their parameters. */
export class Treatments {
  private readonly known: (Treatment | undefined)[][];
  private readonly pointers = new Map<number, Pointers>();
  private depth = 0;

  constructor(private readonly program: FlowProgram) {
    this.known = program.functions.map(() => []);
  }

  of(callee: number, parameter: number): Treatment {
    const known = this.known[callee]![parameter];
    if (known) return known;
    const worst = { escapes: true, writes: true };
    if (this.depth === deepest) return worst;
    // Whoever asks again before it is known calls itself.
    this.known[callee]![parameter] = worst;
    const target = this.program.functions[callee]!;
    let pointers = this.pointers.get(callee);
    if (!pointers) this.pointers.set(callee, (pointers = new Pointers(target, new Constants(target), this)));
    this.depth++;
    const { escapes, held, writes, copies } = pointers.follow([target.parameters[parameter]!]);
    this.depth--;
    return (this.known[callee]![parameter] = {
      escapes: escapes || held.length > 0,
      writes: writes || copies.length > 0,
    });
  }
}
