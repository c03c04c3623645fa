// Random machine programs: instructions of every kind, calls, jumps, syscalls and faults that the verifier lets pass.
import { heapStart, inputStart, stackStart } from '../../grammar/memory.js';
import type { Instruction, NamedOpcodeRow, Version } from '../../grammar/sbpf.js';
import { hasStaticSyscalls, instruction, movesStackPointer, opcodeOf } from '../../grammar/sbpf.js';
import type { Chance } from './chance.js';
import { anyInvocation, anySyscall, argumentsOf, heapImage, sliceCount } from './vm-calls.js';
import type { Label } from './vm-listing.js';
import { Listing } from './vm-listing.js';
import {
  anyAddress,
  anyValue,
  callxSlot,
  goodAddress,
  immediateFor,
  rowsOf,
  withNoise,
} from './vm-operands.js';
import type { World } from './world.js';

/** Registers that hold addresses at the start; any instruction may change them later. */
const heapRegister = 6;
const inputRegister = 7;
const counter = 9;
const framePointer = 10;

const imageLength = 512;
const mayDivideByZero = /div|mod|rem/;

class Author {
  readonly #listing: Listing;
  readonly #functions: readonly Label[];
  readonly #constants: number[] = [];
  /** A third of the programs hardly ever fault, so that what they compute is seen at their end. */
  readonly #calm: boolean;
  /** The function being written. */
  #current = 0;
  /** Blocks within blocks so far. */
  #depth = 0;

  constructor(
    readonly version: Version,
    readonly chance: Chance,
    readonly world: World,
  ) {
    this.#listing = new Listing(version);
    this.#calm = chance.once(3);
    this.#functions = Array.from({ length: chance.between(1, 4) }, () => this.#listing.label());
  }

  program(): Uint8Array {
    const { chance } = this;
    this.#keep(heapImage(chance, this.world));
    const order = this.#functions.map((label, index) => ({ label, index }));
    // The entry need not come first.
    if (chance.once(3)) order.reverse();
    for (const { label, index } of order) {
      const entry = index === 0;
      this.#current = index;
      this.#listing.place(label);
      if (entry) this.#start();
      this.#statements(chance.between(1, this.#calm ? 40 : 14));
      if (entry) this.#report();
      if (!chance.once(40)) this.#op(rowsOf(this.version, 'exit')[0]!, {});
    }
    return this.#listing.build(Uint8Array.from(this.#constants), this.#functions[0]!);
  }

  /** Puts bytes among the constants and gives their offset. */
  #keep(bytes: Uint8Array): number {
    const at = this.#constants.length;
    this.#constants.push(...bytes);
    return at;
  }

  #start(): void {
    const { chance } = this;
    const listing = this.#listing;
    if (!chance.once(6)) this.#copyToHeap(0, imageLength);
    for (let register = 0; register < framePointer; register++)
      if (this.#calm || chance.once(2)) listing.wide(register, anyValue(chance));
    listing.wide(heapRegister, heapStart + BigInt(16 * sliceCount));
    listing.wide(inputRegister, inputStart);
  }

  #copyToHeap(offset: number, length: number): void {
    const listing = this.#listing;
    listing.wide(1, heapStart);
    listing.rodata(2, offset, this.chance.once(2));
    listing.wide(3, BigInt(length));
    listing.syscall('sol_memcpy_');
  }

  /** Tells the registers and some memory as return data. */
  #report(): void {
    const { chance } = this;
    const listing = this.#listing;
    for (let src = 0; src < framePointer; src++)
      listing.op('stxdw', { dst: framePointer, src, offset: -8 * (src + 1) });
    listing.op('mov64.reg', { dst: 1, src: framePointer });
    listing.op('add64.imm', { dst: 1, immediate: -1024 });
    if (chance.once(3)) listing.wide(1, heapStart + BigInt(chance.below(3) * 512));
    if (chance.once(8)) listing.wide(1, chance.pick([inputStart, stackStart]));
    listing.wide(2, BigInt(chance.pick([1024, 1024, 400, 80])));
    listing.syscall('sol_set_return_data');
    if (!chance.once(6)) listing.op('mov64.imm', { dst: 0, immediate: 0 });
  }

  #statements(count: number): void {
    for (let index = 0; index < count; index++) this.#statement();
  }

  #statement(): void {
    if (this.#calm) this.#calmStatement();
    else this.#wildStatement();
  }

  #calmStatement(): void {
    this.chance.weighted<() => void>([
      [30, () => this.#compute()],
      [4, () => this.#access()],
      [4, () => this.#branch()],
      [1, () => this.#loop()],
      [1, () => this.#call()],
      [4, () => this.#listing.wide(this.#target(), anyValue(this.chance))],
      [2, () => this.#show()],
    ])();
  }

  /** Logs what some registers hold. */
  #show(): void {
    const { chance } = this;
    for (let argument = 1; argument <= 5; argument++)
      if (chance.once(2)) this.#listing.op('mov64.reg', { dst: argument, src: this.#source() });
    this.#listing.syscall('sol_log_64_');
  }

  #wildStatement(): void {
    this.chance.weighted<() => void>([
      [30, () => this.#compute()],
      [14, () => this.#access()],
      [10, () => this.#branch()],
      [3, () => this.#loop()],
      [6, () => this.#call()],
      [3, () => this.#callx()],
      [8, () => this.#syscall()],
      [1, () => this.#invoke()],
      [6, () => this.#listing.wide(this.#target(), anyValue(this.chance))],
      [1, () => this.#odd()],
    ])();
  }

  #op(row: NamedOpcodeRow, fields: Parameters<typeof instruction>[1]): void {
    this.#listing.slot(this.#slot(row, fields));
  }

  #slot(row: NamedOpcodeRow, fields: Parameters<typeof instruction>[1]): Instruction {
    return withNoise(this.chance, instruction(row.opcodes[this.version]!, fields), row.shape);
  }

  /** Mostly a register without an address in it. */
  #target(): number {
    return this.chance.once(8) ? this.chance.below(framePointer) : this.chance.below(6);
  }

  #source(): number {
    return this.chance.once(12) ? framePointer : this.chance.below(framePointer);
  }

  #compute(): void {
    const { chance, version } = this;
    const row = chance.pick(rowsOf(version, 'dst-imm', 'dst-src', 'dst', 'endian'));
    if (this.#calm && row.shape === 'dst-src' && mayDivideByZero.test(row.name) && !chance.once(6))
      return this.#compute();
    const fields = { dst: this.#target(), src: row.shape === 'dst-src' ? this.#source() : 0 };
    if (row.shape === 'endian') this.#op(row, { ...fields, immediate: chance.pick([16, 32, 64]) });
    else if (row.shape !== 'dst-imm') this.#op(row, fields);
    else if (row.name === 'add64.imm' && movesStackPointer(version) && chance.once(3))
      this.#op(row, { dst: framePointer, immediate: chance.pick([-64, 64, -128, -4096, 8192, 0]) });
    else this.#op(row, { ...fields, immediate: immediateFor(chance, row) });
  }

  /** A register and an offset; `address`: one that is put there first. */
  #place(): { readonly register: number; readonly offset: number } {
    const { chance } = this;
    const near = { register: framePointer, offset: -chance.between(8, 500) };
    if (this.#calm || chance.once(3)) return near;
    const choice = chance.below(20);
    if (choice < 7) return { register: heapRegister, offset: chance.between(-128, 500) };
    if (choice < 10) return { register: inputRegister, offset: chance.between(0, 200) };
    if (choice < 11) return { register: framePointer, offset: chance.between(-5000, 9000) };
    if (choice < 12 && chance.once(3))
      return { register: this.#source(), offset: chance.between(-32768, 32767) };
    const register = this.#target();
    if (choice < 14) this.#listing.rodata(register, chance.between(0, 520), chance.once(2));
    else this.#listing.wide(register, choice < 15 ? anyAddress(chance) : goodAddress(chance));
    return { register, offset: chance.pick([0, 0, 8, -8, chance.between(-300, 300)]) };
  }

  #access(): void {
    const { chance, version } = this;
    const row = chance.pick(rowsOf(version, 'load', 'store-imm', 'store-reg'));
    const { register, offset } = this.#place();
    const value = { src: this.#source(), immediate: immediateFor(chance, row) };
    if (row.shape === 'load') this.#op(row, { dst: this.#target(), src: register, offset });
    else if (row.shape === 'store-reg') this.#op(row, { dst: register, src: value.src, offset });
    else this.#op(row, { dst: register, immediate: value.immediate, offset });
  }

  /** A jump over some statements. */
  #branch(): void {
    const { chance, version } = this;
    const row = chance.pick(rowsOf(version, 'jump', 'branch-imm', 'branch-reg'));
    const after = this.#listing.label();
    const fields = { dst: this.#target(), src: row.shape === 'branch-reg' ? this.#source() : 0 };
    const immediate = row.shape === 'branch-imm' ? immediateFor(chance, row) : 0;
    const operands = row.shape === 'jump' ? {} : { ...fields, immediate };
    this.#listing.branch(this.#slot(row, operands), after);
    this.#inside(chance.between(0, 4));
    this.#listing.place(after);
    // A label must stand before an instruction.
    this.#compute();
  }

  #inside(count: number): void {
    if (this.#depth >= 3) return;
    this.#depth++;
    this.#statements(count);
    this.#depth--;
  }

  #loop(): void {
    const { chance } = this;
    const listing = this.#listing;
    const again = listing.label();
    listing.op('mov64.imm', { dst: counter, immediate: chance.pick([1, 2, 5, 40, 300]) });
    listing.place(again);
    this.#compute();
    this.#inside(chance.between(0, 3));
    listing.op('add64.imm', { dst: counter, immediate: -1 });
    const back = instruction(opcodeOf('jne.imm', this.version), { dst: counter });
    listing.branch(back, again);
  }

  /** Mostly one of the later functions, or every program would end in too deep a recursion. */
  #callee(): Label | undefined {
    const later = this.#functions.slice(this.#current + 1);
    return this.chance.once(12) ? this.chance.pick(this.#functions) : later[this.chance.below(3)];
  }

  #call(): void {
    const callee = this.#callee();
    if (callee !== undefined) this.#listing.call(callee);
  }

  #callx(): void {
    const { chance, version } = this;
    const register = this.#target();
    const callee = this.#callee();
    if (callee === undefined) return;
    const nudge = chance.weighted([
      [16, 0],
      [1, chance.below(8)],
      [1, 8 * chance.between(-4, 12)],
      [1, chance.between(-4000, 4000)],
    ]);
    if (chance.once(10)) this.#listing.wide(register, anyAddress(chance));
    else this.#listing.codeAddress(register, callee, nudge);
    this.#listing.slot(callxSlot(version, opcodeOf('callx', version), register));
  }

  #syscall(): void {
    const { chance } = this;
    const { name, parameters } = anySyscall(chance);
    argumentsOf(chance, parameters).forEach((value, index) => {
      if (!chance.once(30)) this.#listing.wide(index + 1, value);
    });
    this.#listing.syscall(name);
  }

  #invoke(): void {
    const { image, name } = anyInvocation(this.chance, this.world);
    this.#copyToHeap(this.#keep(image.bytes), image.bytes.length);
    image.args.forEach((value, index) => this.#listing.wide(index + 1, value));
    this.#listing.syscall(name);
  }

  /** What a compiler would not write. */
  #odd(): void {
    const { chance, version } = this;
    const call = opcodeOf('call', version);
    const immediate = Number(BigInt.asIntN(32, chance.bits(32)));
    this.chance.weighted<() => void>([
      [2, () => this.#op(rowsOf(version, 'exit')[0]!, {})],
      [1, () => this.#listing.syscall('sol_nothing')],
      [
        1,
        () =>
          hasStaticSyscalls(version) &&
          this.#listing.slot(instruction(call, { immediate, src: chance.below(11) })),
      ],
      [1, () => this.#listing.op('mov64.reg', { dst: this.#target(), src: framePointer })],
    ])();
  }
}

export function randomMachineProgram(version: Version, chance: Chance, world: World): Uint8Array {
  return new Author(version, chance, world).program();
}
