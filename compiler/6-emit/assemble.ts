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
  | { readonly kind: 'slot'; readonly slot: AssemblySlot }
  | { readonly kind: 'label'; readonly label: Label }
  | { readonly kind: 'jump'; readonly target: Label; readonly span: Span | undefined }
  | { readonly kind: 'branch'; readonly test: Test; readonly target: Label; readonly span: Span | undefined }
  | { readonly kind: 'call'; readonly callee: number; readonly span: Span | undefined };

/** What is said about the slot that follows. */
interface Marks {
  readonly syscalls: Map<Item, string>;
  readonly traps: Map<Item, string>;
  readonly trapSites: Map<Item, string>;
}

type Code = Pick<Assembly, 'slots' | 'functions' | 'syscalls' | 'traps' | 'trapSites'>;

/** Assembles allocated functions, in their order. */
export function assemble(functions: readonly MachineFunction[], version: Version, small: boolean): Code {
  const encoder = new Encoder(version);
  const marks: Marks = { syscalls: new Map(), traps: new Map(), trapSites: new Map() };
  let labels: Label = 0;
  const ranges: { machine: MachineFunction; items: Item[] }[] = functions.map((machine, index) => {
    const placed = layOut(machine, small);
    const items = new FunctionAssembler(encoder, marks, placed, labels).run();
    const first = items.find(({ kind }) => kind !== 'label');
    // Before v3 the loader takes a call at distance -1, the first slot calling itself, for one to be relocated.
    if (!hasStaticSyscalls(version) && first?.kind === 'call' && first.callee === index)
      items.unshift({ kind: 'slot', slot: encoder.slot('ja', machine.span) });
    labels += machine.blocks.length;
    const reached = reachJumps(items, labels);
    labels = reached.labels;
    return { machine, items: reached.items };
  });
  return resolve(ranges, encoder, marks);
}

class FunctionAssembler {
  private readonly items: Item[] = [];

  constructor(
    private readonly encoder: Encoder,
    private readonly marks: Marks,
    private readonly placed: readonly PlacedBlock[],
    private readonly firstLabel: Label,
  ) {}

  run(): Item[] {
    this.placed.forEach(({ index, block }, at) => {
      this.items.push({ kind: 'label', label: this.firstLabel + index });
      const start = this.items.length;
      this.body(block);
      this.end(block, this.placed[at + 1]?.index);
      const first = this.items[start];
      if (block.trap !== undefined && first) this.marks.traps.set(first, block.trap);
    });
    return this.items;
  }

  private body({ instructions }: PlacedBlock['block']): void {
    for (const instruction of instructions) {
      if (instruction.kind === 'call') {
        this.items.push({ kind: 'call', callee: instruction.callee, span: instruction.span });
        continue;
      }
      for (const slot of this.encoder.encode(instruction)) this.items.push({ kind: 'slot', slot });
      if (instruction.kind === 'syscall')
        this.marks.syscalls.set(this.items[this.items.length - 1]!, instruction.name);
    }
  }

  private end({ instructions, terminator, trapSite }: PlacedBlock['block'], next: number | undefined): void {
    const { span } = terminator;
    const jump = (target: number): void => {
      if (target !== next) this.items.push({ kind: 'jump', target: this.firstLabel + target, span });
    };
    switch (terminator.kind) {
      case 'jump':
        return jump(terminator.target);
      case 'branch': {
        const { test, then, otherwise } = terminator;
        const inverse = then === next ? inverseOf(test.comparison) : undefined;
        const branch: Item =
          inverse === undefined
            ? { kind: 'branch', test, target: this.firstLabel + then, span }
            : {
                kind: 'branch',
                test: { ...test, comparison: inverse },
                target: this.firstLabel + otherwise,
                span,
              };
        this.items.push(branch);
        if (trapSite !== undefined) this.marks.trapSites.set(branch, trapSite);
        if (inverse === undefined) jump(otherwise);
        return;
      }
      case 'exit':
        this.items.push({ kind: 'slot', slot: this.encoder.slot('exit', span) });
        return;
      case 'stop':
        // Control does not come here; the text may still not be empty, nor a jump lead past its end.
        if (instructions.length === 0 || next === undefined)
          this.items.push({ kind: 'slot', slot: this.encoder.slot('exit', span) });
        return;
    }
  }
}

function resolve(
  ranges: readonly { machine: MachineFunction; items: readonly Item[] }[],
  encoder: Encoder,
  marks: Marks,
): Code {
  const starts: number[] = [];
  const places = new Map<Label, number>();
  let pc = 0;
  for (const { items } of ranges) {
    starts.push(pc);
    for (const item of items) {
      if (item.kind === 'label') places.set(item.label, pc);
      else pc++;
    }
  }
  const slots: AssemblySlot[] = [];
  const found = { syscalls: at<string>(), traps: at<string>(), trapSites: at<string>() };
  for (const { items } of ranges)
    for (const item of items) {
      if (item.kind === 'label') continue;
      const here = slots.length;
      for (const name of ['syscalls', 'traps', 'trapSites'] as const) {
        const text = marks[name].get(item);
        if (text !== undefined) found[name].push({ pc: here, text });
      }
      slots.push(slotFor(item, here, encoder, places, starts));
    }
  const functions = ranges.map(({ machine: { name, span } }, index): AssemblyFunction => {
    return { name, start: starts[index]!, end: starts[index + 1] ?? slots.length, span };
  });
  return {
    slots,
    functions,
    syscalls: found.syscalls.map(({ pc: place, text: name }) => ({ pc: place, name })),
    traps: found.traps.map(({ pc: place, text: reason }) => ({ pc: place, reason })),
    trapSites: found.trapSites.map(({ pc: place, text: reason }) => ({ pc: place, reason })),
  };
}

const at = <T>(): { pc: number; text: T }[] => [];

function slotFor(
  item: Exclude<Item, { kind: 'label' }>,
  pc: number,
  encoder: Encoder,
  places: ReadonlyMap<Label, number>,
  starts: readonly number[],
): AssemblySlot {
  switch (item.kind) {
    case 'slot':
      return item.slot;
    case 'jump':
      return encoder.slot('ja', item.span, { offset: places.get(item.target)! - pc - 1 });
    case 'branch':
      return encoder.test(item.test, places.get(item.target)! - pc - 1, item.span);
    case 'call':
      return encoder.call(pc, starts[item.callee]!, item.span);
  }
}
