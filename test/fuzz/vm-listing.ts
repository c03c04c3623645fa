// Listings: instructions of any version with labels, addresses and syscalls that are settled when the file is built.
import { programStart } from '../../grammar/memory.js';
import type { Instruction, OpcodeName, Version } from '../../grammar/sbpf.js';
import {
  hasStaticSyscalls,
  hasStrictLayout,
  instruction,
  lddw,
  opcodeOf,
  slotSize,
  syscallHash,
} from '../../grammar/sbpf.js';
import { recordSize } from '../../grammar/elf.js';
import { lenientFile, strictFile } from '../program-file.js';

export type Fields = NonNullable<Parameters<typeof instruction>[1]>;

/** A place in the program, known once it is `place`d. */
export type Label = number;

/** What is written into slots when all places are known. */
type Fix =
  | {
      readonly kind: 'jump' | 'call' | 'code';
      readonly pc: number;
      readonly label: Label;
      readonly off: number;
    }
  | { readonly kind: 'rodata'; readonly pc: number; readonly off: number };

export class Listing {
  readonly #slots: Instruction[] = [];
  readonly #places: number[] = [];
  readonly #fixes: Fix[] = [];
  readonly #syscalls = new Map<number, string>();
  readonly #relocated: number[] = [];
  #labels = 0;

  constructor(readonly version: Version) {}

  label(): Label {
    return this.#labels++;
  }

  place(label: Label): void {
    this.#places[label] = this.#slots.length;
  }

  op(name: OpcodeName, fields: Fields = {}): void {
    this.slot(instruction(opcodeOf(name, this.version), fields));
  }

  slot(slot: Instruction): void {
    this.#slots.push(slot);
  }

  /** Puts a 64-bit constant into a register; two slots in every version. */
  wide(register: number, value: bigint): void {
    for (const slot of this.#wide(register, value)) this.slot(slot);
  }

  #wide(dst: number, value: bigint): readonly [Instruction, Instruction] {
    if (this.version !== 2) return lddw(this.version, dst, value);
    const half = (bits: bigint): number => Number(BigInt.asIntN(32, bits));
    return [
      instruction(opcodeOf('mov32.imm', 2), { dst, immediate: half(value) }),
      instruction(opcodeOf('hor64', 2), { dst, immediate: half(value >> 32n) }),
    ];
  }

  /** A branch: the slot's offset leads to the label. */
  branch(slot: Instruction, label: Label): void {
    this.#fixes.push({ kind: 'jump', pc: this.#slots.length, label, off: 0 });
    this.slot(slot);
  }

  call(label: Label): void {
    this.#fixes.push({ kind: 'call', pc: this.#slots.length, label, off: 0 });
    this.op('call', { src: hasStaticSyscalls(this.version) ? 1 : 0 });
  }

  /** Puts the address of an instruction, and some bytes more, into a register. */
  codeAddress(dst: number, label: Label, more = 0): void {
    this.#fixes.push({ kind: 'code', pc: this.#slots.length, label, off: more });
    this.wide(dst, 0n);
  }

  /** Puts the address of a read-only byte into a register; `relocated`: the loader finishes it, where it can. */
  rodata(dst: number, offset: number, relocated = false): void {
    const pc = this.#slots.length;
    if (relocated && this.version < 2) {
      this.#relocated.push(pc);
      this.wide(dst, BigInt(offset));
      return;
    }
    this.#fixes.push({ kind: 'rodata', pc, off: offset });
    this.wide(dst, 0n);
  }

  syscall(name: string): void {
    if (hasStaticSyscalls(this.version)) {
      this.op('call', { immediate: syscallHash(name) | 0 });
      return;
    }
    this.#syscalls.set(this.#slots.length, name);
    this.op('call', { immediate: -1 });
  }

  /** The file; `constants` must not be empty. */
  build(constants: Uint8Array, entry: Label): Uint8Array {
    for (const fix of this.#fixes) this.#settle(fix);
    const entryPc = this.#places[entry]!;
    if (hasStrictLayout(this.version)) return strictFile(this.#slots, constants.slice(), entryPc);
    return lenientFile(this.version, this.#slots, {
      rodata: constants,
      entryPc,
      syscalls: this.#syscalls,
      addresses: this.#relocated,
    });
  }

  #settle(fix: Fix): void {
    const { pc } = fix;
    const slot = this.#slots[pc]!;
    if (fix.kind === 'rodata') return this.#rewrite(pc, slot.dst, this.#constantsAt() + BigInt(fix.off));
    const target = this.#places[fix.label]!;
    const distance = target - pc - 1;
    if (fix.kind === 'jump') this.#slots[pc] = { ...slot, offset: distance };
    else if (fix.kind === 'call') this.#slots[pc] = { ...slot, immediate: distance };
    else this.#rewrite(pc, slot.dst, this.#codeAt() + BigInt(target * slotSize + fix.off));
  }

  #rewrite(pc: number, register: number, value: bigint): void {
    this.#slots.splice(pc, 2, ...this.#wide(register, value));
  }

  #codeAt(): bigint {
    return hasStrictLayout(this.version) ? programStart : programStart + BigInt(recordSize.fileHeader);
  }

  /** Behind the code, as `lenientFile` lays it out, whose slots keep it aligned. */
  #constantsAt(): bigint {
    if (hasStrictLayout(this.version)) return 0n;
    return this.#codeAt() + BigInt(this.#slots.length * slotSize);
  }
}
