// Random well-formed Flow programs that end, read no undefined byte, and show what they do through logs and memory.
import type {
  BinaryOperator,
  BlockId,
  Comparison,
  FlowFunction,
  FlowProgram,
  Size,
  Value,
} from '../grammar/flow.js';
import { FunctionBuilder, programOf, to } from './flow-builder.js';

export interface RandomFlowOptions {
  /** Whether `account` instructions occur; their input must then hold accounts with at least 8 bytes of data. */
  readonly accounts?: boolean;
  /**
   * Whether memory is taken from the heap, behind the bytes that programs reach by any address; the last function does
   * so. Addresses are no numbers of such programs, so that it does not show where the memory lies.
   */
  readonly allocations?: boolean;
  /** About how many statements the entry function has (30 unless told). */
  readonly size?: number;
}

/** The programs read and write this many bytes of instruction data at the entry's second parameter. */
export const instructionDataBytes = 64;

const binaryOperators: readonly BinaryOperator[] = [
  ...['add', 'sub', 'mul', 'div', 'rem', 'and', 'or', 'xor', 'shl', 'lshr', 'ashr', 'add', 'sub'],
] as readonly BinaryOperator[];
const comparisons: readonly Comparison[] = [
  ...['eq', 'ne', 'ult', 'ule', 'ugt', 'uge', 'slt', 'sle', 'sgt', 'sge', 'set'],
] as readonly Comparison[];
const sizes: readonly Size[] = [1, 2, 4, 8];
const interesting: readonly bigint[] = [
  0n,
  1n,
  2n,
  3n,
  7n,
  8n,
  63n,
  64n,
  255n,
  256n,
  65535n,
  0x7fff_ffffn,
  0x8000_0000n,
  0xffff_ffffn,
  0x1_0000_0000n,
  (1n << 63n) - 1n,
  1n << 63n,
  (1n << 64n) - 1n,
  (1n << 64n) - 8n,
];
const globals = 0x300000000n;
const globalBytes = 64;
/** Memory behind the globals, which programs may reach by any address. */
const heap = globals + BigInt(globalBytes);
export const heapBytes = 256;
const takenStart = 4096n;
const mostTaken = 24 * 1024;
/** What a program fails with that has taken all there is. */
const heapIsFull = 5999n;

/** Marsaglia's xorshift on 32 bits. */
class Chance {
  constructor(private state: number) {
    this.state = (Math.imul(state, 2654435761) ^ 0x9e3779b9) | 1;
    for (let i = 0; i < 4; i++) this.next();
  }
  private next(): number {
    this.state ^= this.state << 13;
    this.state ^= this.state >>> 17;
    this.state ^= this.state << 5;
    return this.state >>> 0;
  }
  below(limit: number): number {
    return this.next() % limit;
  }
  once(outOf: number): boolean {
    return this.below(outOf) === 0;
  }
  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)]!;
  }
  word(): bigint {
    return (BigInt(this.next()) << 32n) | BigInt(this.next());
  }
}

interface Signature {
  readonly parameters: readonly ('number' | 'pointer')[];
  readonly results: 0 | 1 | 2;
  readonly fallible: boolean;
  readonly slots: readonly number[];
}

/** Memory that may be read and, unless `readonly`, written. */
interface Place {
  readonly address: Value;
  readonly offset: number;
  readonly bytes: number;
  readonly readonly?: boolean;
  /** Reached only by loads and stores at constant addresses. */
  readonly global?: boolean;
}

interface Scope {
  readonly numbers: Value[];
  readonly places: Place[];
  /** Where `break` goes and how many values it carries. */
  readonly exit?: { readonly block: BlockId; readonly arity: number };
  readonly depth: number;
  readonly loops: number;
}

/** Places whose address may go elsewhere. */
function widePlaces({ places }: Scope, least = 16): readonly Place[] {
  return places.filter(({ bytes, readonly, global }) => bytes >= least && !readonly && !global);
}

class FunctionMaker {
  private readonly build: FunctionBuilder;

  constructor(
    private readonly chance: Chance,
    private readonly signatures: readonly Signature[],
    private readonly index: number,
    private readonly rodata: readonly Uint8Array[],
    private readonly options: RandomFlowOptions,
  ) {
    const { parameters, results, fallible, slots } = this.shape;
    const name = index === 0 ? 'entry' : `function-${index}`;
    this.build = new FunctionBuilder({ name, parameters: parameters.length, results, fallible, slots });
  }

  private get shape(): Signature {
    return this.signatures[this.index]!;
  }

  make(statements: number) {
    const { build, shape, chance } = this;
    const scope: Scope = { numbers: [], places: [], depth: 0, loops: 0 };
    shape.parameters.forEach((kind, i) => {
      if (this.index === 0) return;
      const address = build.parameters[i]!;
      if (kind === 'number') scope.numbers.push(address);
      else scope.places.push({ address, offset: 0, bytes: 32 });
    });
    if (this.index === 0) {
      scope.places.push({ address: build.parameters[1]!, offset: 0, bytes: instructionDataBytes });
    }
    if (this.index === 0) {
      const address = build.parameters[1]!;
      for (const offset of [0, 8, 16])
        scope.numbers.push(build.load(8, address, offset), build.load(1, address, offset));
    }
    const zero = build.constant(0);
    scope.numbers.push(zero, build.constant(chance.word()));
    shape.slots.forEach((bytes, slot) => {
      const address = build.slot(slot);
      for (let offset = 0; offset < bytes; offset += 8)
        build.store(8, address, offset, chance.pick(scope.numbers));
      scope.places.push({ address, offset: 0, bytes });
    });
    scope.places.push({ address: build.constant(globals), offset: 0, bytes: globalBytes, global: true });
    scope.places.push({ address: build.constant(heap), offset: 0, bytes: heapBytes });
    if (chance.once(2)) {
      const start = chance.below(4) * 8;
      scope.places.push({ address: build.constant(heap + BigInt(start)), offset: 0, bytes: 64 });
    }
    this.rodata.forEach((bytes, i) =>
      scope.places.push({ address: build.address(i), offset: 0, bytes: bytes.length, readonly: true }),
    );
    this.statements(statements, scope);
    if (build.isOpen) this.leave(scope);
    return build.finish();
  }

  private statements(count: number, scope: Scope): void {
    for (let i = 0; i < count && this.build.isOpen; i++) this.statement(scope);
  }

  private inner(scope: Scope, extra: readonly Value[], change: Partial<Scope> = {}): Scope {
    return {
      ...scope,
      depth: scope.depth + 1,
      ...change,
      numbers: [...scope.numbers, ...extra],
      places: [...scope.places],
    };
  }

  private number(scope: Scope): Value {
    const { chance } = this;
    if (chance.once(5)) return this.build.constant(chance.once(4) ? chance.word() : chance.pick(interesting));
    const recent = Math.min(scope.numbers.length, 6);
    return chance.once(2) ? scope.numbers.at(-1 - chance.below(recent))! : chance.pick(scope.numbers);
  }

  private statement(scope: Scope): void {
    const { chance, build } = this;
    const nested = scope.depth < 4;
    const mayFail = this.index === 0 || this.shape.fallible;
    if (this.options.allocations && mayFail && chance.once(7)) return this.allocation(scope);
    const choice = chance.below(100);
    if (choice < 34) this.arithmetic(scope);
    else if (choice < 40)
      scope.numbers.push(build.compare(chance.pick(comparisons), this.number(scope), this.number(scope)));
    else if (choice < 45)
      scope.numbers.push(build.extend(this.number(scope), chance.pick([8, 16, 32]), chance.once(2)));
    else if (choice < 54) this.load(scope);
    else if (choice < 63) this.store(scope);
    else if (choice < 67) this.syscall(scope);
    else if (choice < 74) this.call(scope);
    else if (choice < 77) this.place(scope);
    else if (choice < 80 && this.options.accounts && (this.index === 0 || this.shape.fallible))
      this.account(scope);
    else if (choice < 90 && nested) this.fork(scope);
    else if (choice < 94 && scope.loops < (this.index === 0 ? 2 : 1) && nested) this.loop(scope);
    else if (choice < 96) this.guard(scope);
    else this.arithmetic(scope);
  }

  private arithmetic(scope: Scope): void {
    const { chance, build } = this;
    const operator = chance.pick(binaryOperators);
    const left = this.number(scope);
    let right = this.number(scope);
    if ((operator === 'div' || operator === 'rem') && !chance.once(12)) {
      right = build.binary('or', right, build.constant(1 + chance.below(9)));
    }
    scope.numbers.push(build.binary(operator, left, right));
  }

  private somewhere(scope: Scope, writing: boolean): { address: Value; offset: number; size: Size } {
    const { chance } = this;
    const place = chance.pick(scope.places.filter((candidate) => !writing || !candidate.readonly));
    const size = chance.pick(sizes);
    const slack = Math.max(0, Math.min(place.bytes, chance.once(2) ? 16 : place.bytes) - size);
    let offset = chance.below(slack + 1);
    if (!chance.once(4)) offset &= -size;
    return { address: place.address, offset: place.offset + offset, size };
  }

  private load(scope: Scope): void {
    const { address, offset, size } = this.somewhere(scope, false);
    scope.numbers.push(this.build.load(size, address, offset));
  }

  private store(scope: Scope): void {
    const { address, offset, size } = this.somewhere(scope, true);
    this.build.store(size, address, offset, this.number(scope));
  }

  /** A second name for memory, at a constant or a computed distance. */
  private place(scope: Scope): void {
    const { chance, build } = this;
    const place = chance.pick(scope.places);
    if (place.bytes < 16 || place.global) return;
    const step = 8 * (1 + chance.below(place.bytes / 8 - 1));
    let distance = build.constant(place.offset + step);
    if (chance.once(3)) distance = build.binary('and', this.number(scope), build.constant(step & -step));
    const address = build.binary('add', place.address, distance);
    scope.places.push({ ...place, address, offset: 0, bytes: Math.min(place.bytes - step, 40) });
  }

  private syscall(scope: Scope): void {
    const { chance, build } = this;
    const place = chance.pick(scope.places);
    if (chance.once(3) && !place.readonly && !place.global && place.bytes >= 8) {
      const length = build.constant(1 + chance.below(8));
      const start =
        place.offset === 0 ? place.address : build.binary('add', place.address, build.constant(place.offset));
      build.syscall('sol_memset_', [start, this.number(scope), length], true);
      return;
    }
    const operands = Array.from({ length: 5 }, () => this.number(scope));
    const result = build.syscall('sol_log_64_', operands, true);
    if (chance.once(3)) scope.numbers.push(result);
  }

  private call(scope: Scope): void {
    const { chance, build } = this;
    const later = this.signatures.length - this.index - 1;
    if (later === 0 || (scope.loops > 0 && chance.once(2))) return this.arithmetic(scope);
    const callee = this.index + 1 + chance.below(later);
    const { parameters, results, fallible } = this.signatures[callee]!;
    const operands = parameters.map((kind) => (kind === 'number' ? this.number(scope) : this.pointer(scope)));
    const made = build.call(callee, operands, results + (fallible ? 1 : 0));
    if (!fallible) {
      scope.numbers.push(...made);
      return;
    }
    const status = made.at(-1)!;
    const code = made[0]!;
    const after = build.block(results);
    const good = build.block();
    const bad = build.block(0, true);
    if (chance.once(2)) build.branch('ne', status, build.constant(0), to(bad), to(good));
    else build.branch('eq', status, build.constant(0), to(good), to(bad));
    build.open(bad);
    if ((this.index === 0 || this.shape.fallible) && !chance.once(3)) build.fail(code, 'callee failed');
    else
      build.jump(
        after,
        Array.from({ length: results }, (_, i) => (i === 0 ? code : this.number(scope))),
      );
    build.open(good);
    build.jump(after, made.slice(0, results));
    scope.numbers.push(...build.open(after));
  }

  private allocate(bytes: number): Value {
    const { build } = this;
    const [address, status] = build.call(this.signatures.length, [build.constant(bytes)], 2) as [
      Value,
      Value,
    ];
    const good = build.block();
    const bad = build.block(0, true);
    build.branch('ne', status, build.constant(0), to(bad), to(good));
    build.open(bad);
    build.fail(address, 'the heap is full');
    build.open(good);
    return address;
  }

  /** New memory, another name for what is there, or a loop that takes memory. */
  private allocation(scope: Scope): void {
    const { chance } = this;
    const way = chance.below(8);
    if (way === 0) this.either(scope);
    else if (way === 1) this.held(scope);
    else if (way < 4 && scope.loops < 1) this.rounds(scope);
    else {
      const bytes = 8 * (1 + chance.below(6));
      scope.places.push({ address: this.filled(scope, bytes), offset: 0, bytes });
    }
  }

  /** New memory, often with something in it. */
  private filled(scope: Scope, bytes: number): Value {
    const { chance, build } = this;
    const address = this.allocate(bytes);
    const way = chance.below(4);
    const most = build.constant(Math.min(bytes, 32));
    if (way === 0) build.syscall('sol_memcpy_', [address, build.address(1), most], true);
    else if (way < 3)
      for (let offset = 0; offset < bytes; offset += 8) build.store(8, address, offset, this.number(scope));
    return address;
  }

  /** One of two places. */
  private either(scope: Scope): void {
    const { chance, build } = this;
    const ways = [chance.pick(widePlaces(scope)), chance.pick(widePlaces(scope))];
    const join = build.block(1);
    const blocks = ways.map(() => build.block());
    const { comparison, left, right } = this.condition(scope);
    build.branch(comparison, left, right, to(blocks[0]!), to(blocks[1]!));
    ways.forEach((place, i) => {
      build.open(blocks[i]!);
      build.jump(join, [this.addressOf(place)]);
    });
    const [address] = build.open(join) as [Value];
    scope.places.push({ address, offset: 0, bytes: Math.min(...ways.map(({ bytes }) => bytes)) });
  }

  /** A place whose address lies in memory. */
  private held(scope: Scope): void {
    const { chance, build } = this;
    const ways = [chance.pick(widePlaces(scope)), chance.pick(widePlaces(scope))];
    const holder = this.allocate(16);
    ways.forEach((place, i) => build.store(8, holder, 8 * i, this.addressOf(place)));
    const distance = chance.once(2)
      ? build.constant(8 * chance.below(2))
      : build.binary('and', this.number(scope), build.constant(8));
    const address = build.load(8, build.binary('add', holder, distance));
    scope.places.push({ address, offset: 0, bytes: Math.min(...ways.map(({ bytes }) => bytes)) });
  }

  /** A loop whose rounds take memory and find what an earlier one has left, by a parameter or by an address in memory. */
  private rounds(scope: Scope): void {
    const { chance, build } = this;
    const first = this.addressOf(chance.pick(widePlaces(scope)));
    const holder = chance.once(2) ? this.allocate(8) : undefined;
    if (holder !== undefined) build.store(8, holder, 0, first);
    const header = build.block(2);
    const [body, exit] = [build.block(), build.block()];
    build.jump(header, [build.constant(0), first]);
    const [counter, carried] = build.open(header) as [Value, Value];
    build.branch('ult', counter, build.constant(2 + chance.below(4)), to(body), to(exit));
    build.open(body);
    const before = holder === undefined ? carried : build.load(8, holder);
    const inner = this.inner(scope, [counter, build.load(8, before)], { loops: scope.loops + 1 });
    const fresh = this.filled(inner, 16);
    const show = (): void => {
      const words = [fresh, before].flatMap((address) => [build.load(8, address), build.load(8, address, 8)]);
      build.syscall('sol_log_64_', [...words, counter], true);
    };
    inner.places.push({ address: before, offset: 0, bytes: 16 }, { address: fresh, offset: 0, bytes: 16 });
    show();
    const distance = build.binary('and', this.number(inner), build.constant(8));
    build.store(8, build.binary('add', fresh, distance), 0, counter);
    this.arithmetic(inner);
    if (chance.once(2)) this.store(inner);
    show();
    const left = chance.once(3) ? before : fresh;
    if (holder !== undefined && chance.once(2)) build.store(8, holder, 0, left);
    build.jump(header, [build.binary('add', counter, build.constant(1)), left]);
    build.open(exit);
  }

  private addressOf({ address, offset }: Place): Value {
    const { build } = this;
    return offset === 0 ? address : build.binary('add', address, build.constant(offset));
  }

  private pointer(scope: Scope): Value {
    return this.addressOf(this.chance.pick(widePlaces(scope, 32)));
  }

  private account(scope: Scope): void {
    const { chance, build } = this;
    const unique = chance.once(4);
    let index = build.constant(chance.below(6));
    if (!unique && chance.once(5)) index = build.binary('and', this.number(scope), build.constant(3));
    const address = build.account(index, unique);
    scope.numbers.push(build.load(8, address, 72));
    if (chance.once(3)) scope.numbers.push(build.load(8, address, 80, true));
    if (chance.once(3)) scope.numbers.push(build.load(8, address, 8 + 8 * chance.below(8)));
    scope.places.push({ address, offset: 72, bytes: 8 }, { address, offset: 88, bytes: 8 });
  }

  private condition(scope: Scope): { comparison: Comparison; left: Value; right: Value } {
    const { chance, build } = this;
    if (chance.once(2)) {
      return { comparison: chance.pick(comparisons), left: this.number(scope), right: this.number(scope) };
    }
    const left = build.compare(chance.pick(comparisons), this.number(scope), this.number(scope));
    return { comparison: chance.pick(['ne', 'eq']), left, right: build.constant(chance.below(2)) };
  }

  private fork(scope: Scope): void {
    const { chance, build } = this;
    const arity = chance.below(4);
    const after = build.block(arity);
    const then = build.block();
    const { comparison, left, right } = this.condition(scope);
    const straight = chance.once(3);
    const otherwise = straight ? undefined : build.block();
    const direct = straight
      ? to(after, ...Array.from({ length: arity }, () => this.number(scope)))
      : to(otherwise!);
    build.branch(comparison, left, right, to(then), direct);
    for (const arm of [then, ...(otherwise === undefined ? [] : [otherwise])]) {
      build.open(arm);
      const inner = this.inner(scope, []);
      this.statements(1 + chance.below(5), inner);
      if (!build.isOpen) continue;
      const escape = chance.below(16);
      if (escape === 0) this.leave(inner);
      else if (escape < 4 && scope.exit) {
        build.jump(
          scope.exit.block,
          Array.from({ length: scope.exit.arity }, () => this.number(inner)),
        );
      } else
        build.jump(
          after,
          Array.from({ length: arity }, () => this.number(inner)),
        );
    }
    scope.numbers.push(...build.open(after));
  }

  private loop(scope: Scope): void {
    const { chance, build } = this;
    const arity = chance.below(4);
    const header = build.block(arity + 1);
    const body = build.block();
    const exit = build.block(arity);
    const count = chance.once(2)
      ? build.constant(1 + chance.below(5))
      : build.binary('and', this.number(scope), build.constant(3));
    const isDown = chance.once(3);
    const zero = build.constant(0);
    const [first, limit] = isDown ? [count, zero] : [zero, count];
    const comparison = chance.pick<Comparison>(isDown ? ['ugt', 'sgt', 'ne'] : ['ult', 'slt', 'ne']);
    const step = build.constant(isDown ? -1 : 1);
    build.jump(header, [first, ...Array.from({ length: arity }, () => this.number(scope))]);
    const [counter, ...carried] = build.open(header) as [Value, ...Value[]];
    build.branch(comparison, counter, limit, to(body), to(exit, ...carried));
    build.open(body);
    const change = { exit: { block: exit, arity }, loops: scope.loops + 1 };
    const inner = this.inner(scope, [counter, ...carried], change);
    this.statements(2 + chance.below(6), inner);
    if (build.isOpen) {
      const next = build.binary('add', counter, step);
      build.jump(header, [next, ...Array.from({ length: arity }, () => this.number(inner))]);
    }
    scope.numbers.push(...build.open(exit));
  }

  /** A check that leaves the function when it does not hold. */
  private guard(scope: Scope): void {
    const { build } = this;
    const { comparison, left, right } = this.condition(scope);
    const good = build.block();
    const bad = build.block(0, true);
    build.branch(comparison, left, right, to(good), to(bad));
    build.open(bad);
    this.leave(scope);
    build.open(good);
  }

  private leave(scope: Scope): void {
    const { chance, build, shape } = this;
    if ((this.index === 0 || shape.fallible) && chance.once(3)) {
      const constant = build.constant(6000 + chance.below(4));
      const code = chance.once(3) ? build.binary('or', this.number(scope), constant) : constant;
      build.fail(code, chance.pick(['overflow', 'required']));
    } else build.return(Array.from({ length: shape.results }, () => this.number(scope)));
  }
}

function allocator(): FlowFunction {
  const build = new FunctionBuilder({ name: 'allocate', parameters: 1, results: 1, fallible: true });
  const top = build.constant(heap + takenStart - 8n);
  const taken = build.load(8, top);
  const after = build.binary('add', taken, build.parameters[0]!);
  const [good, bad] = [build.block(), build.block(0, true)];
  build.branch('ugt', after, build.constant(mostTaken), to(bad), to(good));
  build.open(bad);
  build.fail(build.constant(heapIsFull), 'the heap is full');
  build.open(good);
  build.store(8, top, 0, after);
  build.return([build.binary('add', taken, build.constant(heap + takenStart))]);
  return { ...build.finish(), allocates: true };
}

/** The same seed gives the same program. The entry returns one number; a program may fault on a zero divisor. */
export function randomFlow(seed: number, options: RandomFlowOptions = {}): FlowProgram {
  const chance = new Chance(seed);
  const rodata = [
    new TextEncoder().encode('Hello world!'),
    Uint8Array.from({ length: 32 }, () => chance.below(256)),
    Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8),
  ];
  const entry: Signature = {
    parameters: ['pointer', 'pointer'],
    results: 1,
    fallible: false,
    slots: Array.from({ length: chance.below(4) }, () => 8 * (1 + chance.below(6))),
  };
  const others = Array.from({ length: chance.below(5) }, (): Signature => {
    const parameters = Array.from({ length: chance.below(8) }, () => (chance.once(4) ? 'pointer' : 'number'));
    return {
      parameters: parameters as Signature['parameters'],
      results: chance.pick([0, 1, 1, 2]),
      fallible: chance.once(2),
      slots: Array.from({ length: chance.below(3) }, () => 8 * (1 + chance.below(4))),
    };
  });
  const signatures = [entry, ...others];
  const size = options.size ?? 30;
  const functions = signatures.map((_, index) => {
    const maker = new FunctionMaker(chance, signatures, index, rodata, options);
    return maker.make(index === 0 ? size : 2 + chance.below(size / 3));
  });
  return programOf(options.allocations ? [...functions, allocator()] : functions, rodata, globalBytes);
}
