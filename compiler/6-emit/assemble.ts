// Assembly: the blocks of all functions as one sequence of slots, every jump and call resolved.
import type { Assembly, AssemblyFunction, AssemblySlot } from '../../grammar/assembly.js';
import type { Span } from '../../grammar/source.js';
import { hasStaticSyscalls, type Version } from '../../grammar/sbpf.js';
import { Encoder } from './encode.js';
import { layOut, type PlacedBlock } from './layout.js';
import { inverseOf, type MachineBlock, type MachineFunction, type Test } from './machine.js';
import { reachJumps, type PlacedItems } from './reach-jumps.js';
import type { Tables } from './tables.js';

/** A place in a function that jumps go to: one of its blocks, or an island that passes jumps on. */
export type Label = number;

/** What becomes slots: settled slots, jumps and calls whose distance is open, and labels, which take no room. */
export type Item =
  /** `syscall`: the name of the syscall that the slot calls. */
  | { readonly kind: 'slot'; readonly slot: AssemblySlot; readonly syscall: string | undefined }
  /** `trap`: why the program fails that comes here. `isTold`: its slots tell the place for the way that falls into it. */
  | {
      readonly kind: 'label';
      readonly label: Label;
      readonly trap: string | undefined;
      readonly isTold: boolean;
    }
  | { readonly kind: 'jump'; readonly target: Label; readonly span: Span | undefined }
  /** `trapSite`: why the program fails that takes the branch, where it leads to a trap that other reasons share. */
  | {
      readonly kind: 'branch';
      readonly test: Test;
      readonly target: Label;
      readonly trapSite: string | undefined;
      readonly span: Span | undefined;
    }
  | { readonly kind: 'call'; readonly callee: number; readonly span: Span | undefined };

type Code = Pick<Assembly, 'slots' | 'functions' | 'syscalls' | 'traps' | 'trapSites'>;

/** Assembles allocated functions, one after the other. */
export class Assembler {
  private readonly encoder: Encoder;
  private readonly slots: AssemblySlot[] = [];
  private readonly functions: AssemblyFunction[] = [];
  private readonly syscalls: Code['syscalls'][number][] = [];
  private readonly traps: Code['traps'][number][] = [];
  private readonly trapSites: Code['trapSites'][number][] = [];
  /** The calls of functions; these may come later, so that their slots are made last. */
  private readonly calls: {
    readonly pc: number;
    readonly callee: number;
    readonly span: Span | undefined;
  }[] = [];

  constructor(
    private readonly version: Version,
    private readonly small: boolean,
    private readonly tables: Tables,
  ) {
    this.encoder = new Encoder(version);
  }

  add(machine: MachineFunction): void {
    const { encoder, slots } = this;
    const items = new FunctionAssembler(encoder, layOut(machine, this.small, this.tables)).run();
    const first = items.find(({ kind }) => kind !== 'label');
    // Before v3 the loader takes a call at distance -1, the first slot calling itself, for one to be relocated.
    const callsItself = first?.kind === 'call' && first.callee === this.functions.length;
    if (!hasStaticSyscalls(this.version) && callsItself)
      items.unshift(settled(encoder.slot('ja', machine.span)));
    const start = slots.length;
    this.place(reachJumps(items, machine.blocks.length));
    this.functions.push({ name: machine.name, start, end: slots.length, span: machine.span });
  }

  private place({ items, labels }: PlacedItems): void {
    const { encoder, slots } = this;
    const places = this.tables.integers(labels);
    let pc = slots.length;
    for (const item of items) {
      if (item.kind === 'label') places[item.label] = pc;
      else pc++;
    }
    for (const item of items) {
      const here = slots.length;
      switch (item.kind) {
        case 'label':
          if (item.trap !== undefined) this.traps.push({ pc: here, reason: item.trap, isTold: item.isTold });
          break;
        case 'slot':
          if (item.syscall !== undefined) this.syscalls.push({ pc: here, name: item.syscall });
          slots.push(item.slot);
          break;
        case 'jump':
          slots.push(encoder.slot('ja', item.span, places[item.target]! - here - 1));
          break;
        case 'branch':
          if (item.trapSite !== undefined) this.trapSites.push({ pc: here, reason: item.trapSite });
          slots.push(encoder.test(item.test, places[item.target]! - here - 1, item.span));
          break;
        case 'call':
          this.calls.push({ pc: here, callee: item.callee, span: item.span });
          slots.push(encoder.call(here, here, item.span));
          break;
      }
    }
  }

  finish(): Code {
    const { slots, functions, syscalls, traps, trapSites } = this;
    for (const { pc, callee, span } of this.calls)
      slots[pc] = this.encoder.call(pc, functions[callee]!.start, span);
    return { slots, functions, syscalls, traps, trapSites };
  }
}

/** Whether the block does nothing but fail, in one place. */
const isOnlyTrap = ({ trap, instructions, terminator }: MachineBlock): boolean =>
  trap !== undefined && instructions.every(({ span }) => span === terminator.span);

const placedAt = (block: MachineBlock, span: Span | undefined): MachineBlock => ({
  ...block,
  instructions: block.instructions.map((instruction) => ({ ...instruction, span })),
  terminator: { ...block.terminator, span },
});

const settled = (slot: AssemblySlot): Item => ({ kind: 'slot', slot, syscall: undefined });

class FunctionAssembler {
  private readonly items: Item[] = [];
  /** The place of the failure that control falls into behind the last block, where its branch leads to two. */
  private fallen: Span | undefined;

  constructor(
    private readonly encoder: Encoder,
    private readonly placed: readonly PlacedBlock[],
  ) {}

  private readonly settle = (slot: AssemblySlot): void => void this.items.push(settled(slot));

  run(): Item[] {
    this.placed.forEach(({ index: label, block: own }, at) => {
      const isTold = this.fallen !== undefined && isOnlyTrap(own);
      const block = isTold ? placedAt(own, this.fallen) : own;
      this.fallen = undefined;
      const start = this.items.push({ kind: 'label', label, trap: block.trap, isTold });
      this.body(block);
      this.end(block, this.placed[at + 1]?.index);
      // Where nothing stands, nothing can fail.
      if (this.items.length === start)
        this.items[start - 1] = { kind: 'label', label, trap: undefined, isTold };
    });
    return this.items;
  }

  private body({ instructions }: PlacedBlock['block']): void {
    for (const instruction of instructions) {
      const { kind, span } = instruction;
      if (kind === 'call') this.items.push({ kind, callee: instruction.callee, span });
      else if (kind === 'syscall') {
        const { name } = instruction;
        this.items.push({ kind: 'slot', slot: this.encoder.syscall(name, span), syscall: name });
      } else this.encoder.encode(instruction, this.settle);
    }
  }

  private end({ instructions, terminator, trapSite }: PlacedBlock['block'], next: number | undefined): void {
    const { span } = terminator;
    switch (terminator.kind) {
      case 'jump':
        return this.jump(terminator.target, next, span);
      case 'branch': {
        const { test, then, otherwise } = terminator;
        const inverse = then === next ? inverseOf(test.comparison) : undefined;
        const taken = inverse === undefined ? test : { ...test, comparison: inverse };
        const target = inverse === undefined ? then : otherwise;
        const second = terminator.otherwiseSpan;
        const [there, here] = inverse === undefined ? [span, second ?? span] : [second ?? span, span];
        this.items.push({ kind: 'branch', test: taken, target, trapSite, span: there });
        if (inverse === undefined) this.jump(otherwise, next, here);
        if (second && (inverse !== undefined || otherwise === next)) this.fallen = here;
        return;
      }
      case 'exit':
        this.settle(this.encoder.slot('exit', span));
        return;
      case 'stop':
        // Control does not come here; the text may still not be empty, nor a jump lead past its end.
        if (instructions.length === 0 || next === undefined) this.settle(this.encoder.slot('exit', span));
        return;
    }
  }

  private jump(target: number, next: number | undefined, span: Span | undefined): void {
    if (target !== next) this.items.push({ kind: 'jump', target, span });
  }
}
