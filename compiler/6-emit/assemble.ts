// Assembly: the blocks of all functions as one sequence of slots, every jump and call resolved.
import type { Assembly, AssemblyFunction, AssemblySlot } from '../../grammar/assembly.js';
import type { Span } from '../../grammar/source.js';
import { hasStaticSyscalls, type Version } from '../../grammar/sbpf.js';
import { Encoder } from './encode.js';
import { layOut, type PlacedBlock } from './layout.js';
import { inverseOf, type MachineFunction, type Test } from './machine.js';
import { reachJumps } from './reach-jumps.js';

/** A place jumps go to: a block of a function, or an island that passes jumps on. */
export type Label = number;

/** What becomes slots: settled slots, jumps and calls whose distance is open, and labels, which take no room. */
export type Item =
  /** `syscall`: the name of the syscall that the slot calls. */
  | { readonly kind: 'slot'; readonly slot: AssemblySlot; readonly syscall: string | undefined }
  /** `trap`: why the program fails that comes here. */
  | { readonly kind: 'label'; readonly label: Label; readonly trap: string | undefined }
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

interface AssembledFunction {
  readonly machine: MachineFunction;
  readonly items: readonly Item[];
}

/** Assembles allocated functions, in their order. */
export function assemble(functions: readonly MachineFunction[], version: Version, small: boolean): Code {
  const encoder = new Encoder(version);
  let labels: Label = 0;
  const assembled = functions.map((machine, index): AssembledFunction => {
    const items = new FunctionAssembler(encoder, layOut(machine, small), labels).run();
    const first = items.find(({ kind }) => kind !== 'label');
    // Before v3 the loader takes a call at distance -1, the first slot calling itself, for one to be relocated.
    if (!hasStaticSyscalls(version) && first?.kind === 'call' && first.callee === index)
      items.unshift(settled(encoder.slot('ja', machine.span)));
    labels += machine.blocks.length;
    const reached = reachJumps(items, labels);
    labels = reached.labels;
    return { machine, items: reached.items };
  });
  return resolve(assembled, encoder, labels);
}

const settled = (slot: AssemblySlot): Item => ({ kind: 'slot', slot, syscall: undefined });

class FunctionAssembler {
  private readonly items: Item[] = [];

  constructor(
    private readonly encoder: Encoder,
    private readonly placed: readonly PlacedBlock[],
    private readonly firstLabel: Label,
  ) {}

  run(): Item[] {
    this.placed.forEach(({ index, block }, at) => {
      const label = this.firstLabel + index;
      const start = this.items.push({ kind: 'label', label, trap: block.trap });
      this.body(block);
      this.end(block, this.placed[at + 1]?.index);
      // Where nothing stands, nothing can fail.
      if (this.items.length === start) this.items[start - 1] = { kind: 'label', label, trap: undefined };
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
      } else for (const slot of this.encoder.encode(instruction)) this.items.push(settled(slot));
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
        const target = this.firstLabel + (inverse === undefined ? then : otherwise);
        this.items.push({ kind: 'branch', test: taken, target, trapSite, span });
        if (inverse === undefined) this.jump(otherwise, next, span);
        return;
      }
      case 'exit':
        this.items.push(settled(this.encoder.slot('exit', span)));
        return;
      case 'stop':
        // Control does not come here; the text may still not be empty, nor a jump lead past its end.
        if (instructions.length === 0 || next === undefined)
          this.items.push(settled(this.encoder.slot('exit', span)));
        return;
    }
  }

  private jump(target: number, next: number | undefined, span: Span | undefined): void {
    if (target !== next) this.items.push({ kind: 'jump', target: this.firstLabel + target, span });
  }
}

function resolve(assembled: readonly AssembledFunction[], encoder: Encoder, labels: number): Code {
  const starts: number[] = [];
  const places = new Int32Array(labels);
  let pc = 0;
  for (const { items } of assembled) {
    starts.push(pc);
    for (const item of items) {
      if (item.kind === 'label') places[item.label] = pc;
      else pc++;
    }
  }
  const slots: AssemblySlot[] = [];
  const syscalls: Code['syscalls'][number][] = [];
  const traps: Code['traps'][number][] = [];
  const trapSites: Code['trapSites'][number][] = [];
  for (const { items } of assembled)
    for (const item of items) {
      const here = slots.length;
      if (item.kind === 'label') {
        if (item.trap !== undefined) traps.push({ pc: here, reason: item.trap });
        continue;
      }
      if (item.kind === 'slot' && item.syscall !== undefined) syscalls.push({ pc: here, name: item.syscall });
      else if (item.kind === 'branch' && item.trapSite !== undefined)
        trapSites.push({ pc: here, reason: item.trapSite });
      slots.push(slotFor(item, here, encoder, places, starts));
    }
  const functions = assembled.map(({ machine: { name, span } }, index): AssemblyFunction => {
    return { name, start: starts[index]!, end: starts[index + 1] ?? slots.length, span };
  });
  return { slots, functions, syscalls, traps, trapSites };
}

function slotFor(
  item: Exclude<Item, { kind: 'label' }>,
  pc: number,
  encoder: Encoder,
  places: Int32Array,
  starts: readonly number[],
): AssemblySlot {
  switch (item.kind) {
    case 'slot':
      return item.slot;
    case 'jump':
      return encoder.slot('ja', item.span, places[item.target]! - pc - 1);
    case 'branch':
      return encoder.test(item.test, places[item.target]! - pc - 1, item.span);
    case 'call':
      return encoder.call(pc, starts[item.callee]!, item.span);
  }
}
