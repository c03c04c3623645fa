// Translate: an executable becomes a WebAssembly module.
import { inputStart, stackStart } from '../../grammar/memory.js';
import {
  hasStackGaps,
  signExtendsMoves,
  signExtendsResults,
  subtractsFromImmediate,
} from '../../grammar/sbpf.js';
import type { Executable } from '../executable.js';
import { Code } from './code.js';
import { decodeProgram, hasFixedFrames } from './decode.js';
import type { Decoded } from './decode.js';
import type { Site, Surroundings } from './emit-function.js';
import { FunctionEmitter } from './emit-function.js';
import { signatureOf } from './frame.js';
import { GraphBuilder, ends } from './graph.js';
import { cells, stackPlace } from './layout.js';
import { everything, findLiveness } from './liveness.js';
import type { FunctionShape } from './liveness.js';
import { defineFindTarget, defineLocate, defineLocateIn } from './locate.js';
import { Module } from './module.js';
import { defineNative, nativeNamed } from './natives.js';
import { op, valueType } from './opcodes.js';
import { registerCount, registersIn } from './registers.js';

const { i32, i64 } = valueType;

/** Regions that hints may name, by the high halves of their addresses. */
const regionCount = 5;

export interface TranslationOptions {
  readonly isSyscall: (hash: number) => boolean;
  /** Whether the memory syscalls are those of Agave, so that the module may do them itself. */
  readonly natives: boolean;
  /** Whether the frames lie where Agave puts them, and r10 at the first one's end. */
  readonly standardStack: boolean;
  /** Whether all registers are wanted when the program ends, not only r0. */
  readonly allRegisters: boolean;
  /** Functions to translate besides the first one, by pc, and those they call; absent: all that it leads to. */
  readonly functions?: Iterable<number>;
  /** Functions that calls through registers go to. */
  readonly targets: Iterable<number>;
}

/** A translated program, as data. */
export interface Translation {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Whether r10 is not kept as a register. */
  readonly framed: boolean;
  readonly sites: readonly Site[];
  /** The places in the table of functions that can be called by their pc. */
  readonly targets: ReadonlyMap<number, number>;
  /** The pcs of all functions in it. */
  readonly functions: ReadonlySet<number>;
  /** 1 where functions of the program begin, as far as one can see. */
  readonly entries: Uint8Array;
}

/** What V8 takes. Source: its wasm-limits.h. */
const longestBody = 7_654_321;
const mostLocals = 50_000;

/**
 * Translates a program that the verifier may or may not have seen; undefined if its first instruction is missing, or a
 * function is longer than WebAssembly may be.
 */
export function translate(executable: Executable, options: TranslationOptions): Translation | undefined {
  const decoded = decodeProgram(executable, options.isSyscall);
  if (executable.entryPc >= decoded.length) return undefined;
  const framed = options.standardStack && hasFixedFrames(decoded);
  const targets = [...options.targets].filter((pc) => pc < decoded.length);
  const shapes = gatherFunctions(decoded, [...targets, ...(options.functions ?? [])], options);
  const entry = shapes.get(executable.entryPc)!;
  entry.gives |= options.allRegisters ? everything(framed) : 1;
  for (const pc of targets) shapes.get(pc)!.gives |= 0x3f;
  findLiveness(decoded, shapes, framed);
  return assemble(decoded, shapes, targets, framed, options.natives);
}

/** The functions to translate, with the ones they call unless that was decided for them. */
function gatherFunctions(
  decoded: Decoded,
  wanted: readonly number[],
  { functions }: TranslationOptions,
): Map<number, FunctionShape> {
  const builder = new GraphBuilder(decoded);
  const shapes = new Map<number, FunctionShape>();
  const open = [...wanted, decoded.executable.entryPc];
  while (open.length > 0) {
    const pc = open.pop()!;
    if (shapes.has(pc)) continue;
    const graph = builder.build(pc);
    shapes.set(pc, { graph, takes: 0, gives: 0, isLast: pc === decoded.executable.entryPc });
    for (const { ending, last, start } of graph.blocks) {
      if (ending === ends.tail && functions === undefined) open.push(start);
      if (ending === ends.call && functions === undefined) open.push(decoded.target[last]!);
    }
  }
  return shapes;
}

function assemble(
  decoded: Decoded,
  shapes: ReadonlyMap<number, FunctionShape>,
  targets: readonly number[],
  framed: boolean,
  natives: boolean,
): Translation | undefined {
  const { executable } = decoded;
  const { version } = executable;
  const module = new Module();
  const imports = {
    leave: module.importFunction('leave', [i32], []),
    syscall: module.importFunction('syscall', [i32], []),
    deepen: module.importFunction('deepen', [i32], [i32]),
    locate: module.importFunction('locate', [i32], [i32]),
    enter: module.importFunction('enter', [], []),
    find: module.importFunction('find', [i32], [i32]),
  };
  const locate = defineLocate(module, framed && hasStackGaps(version), imports.locate);
  const locateIn = Array.from({ length: regionCount }, (_, high) => defineLocateIn(module, high, locate));
  const findTarget = defineFindTarget(module, imports.find);
  const memoryType = module.typeIndex([i32, i64], [i64]);
  module.place(defineEnter(module, memoryType, imports.enter));
  const functions = new Map(
    [...shapes].map(([pc, shape]) => [pc, Object.assign(shape, { index: module.reserve() })]),
  );
  const defined = new Map<string, number>();
  const hints = new Map<number, Uint8Array>();
  const inputHint = Number(inputStart >> 32n) + 1;
  const stackHint = Number(stackStart >> 32n) + 1;
  const sites: Site[] = [];
  const around: Surroundings = {
    decoded,
    framed,
    dialect: {
      signExtendsResults: signExtendsResults(version),
      signExtendsMoves: signExtendsMoves(version),
      subtractsFromImmediate: subtractsFromImmediate(version),
    },
    functions,
    sites,
    imports,
    locate,
    locateIn,
    findTarget,
    memoryType,
    native: (hash) => {
      const name = natives ? nativeNamed(hash) : undefined;
      if (name === undefined) return undefined;
      const known = defined.get(name) ?? defineNative(module, name, locate, imports.syscall);
      defined.set(name, known);
      return known;
    },
    hintsFor: (pc) => {
      let known = hints.get(pc);
      if (known === undefined) {
        known = new Uint8Array(registerCount);
        known[registerCount - 1] = stackHint;
        if (pc === executable.entryPc) known[1] = known[2] = inputHint;
        hints.set(pc, known);
      }
      return known;
    },
  };
  // Callers first: they tell what they hand on.
  for (const shape of callersFirst(decoded, functions)) {
    const { body, locals } = new FunctionEmitter(shape, around).emit();
    if (body.length > longestBody || locals.some(({ count }) => count > mostLocals / 2)) return undefined;
    const { parameters, results } = signatureOf(shape.takes, shape.gives);
    module.define(shape.index, module.typeIndex(parameters, results), locals, body);
  }
  const wrap = (pc: number): number => defineWrapper(module, memoryType, functions.get(pc)!);
  const placed = new Map(targets.map((pc) => [pc, module.place(wrap(pc))]));
  defineStart(module, wrap(executable.entryPc));
  return {
    bytes: module.finish(),
    framed,
    sites,
    targets: placed,
    functions: new Set(functions.keys()),
    entries: decoded.entry,
  };
}

function callersFirst<Shape extends FunctionShape>(
  decoded: Decoded,
  functions: ReadonlyMap<number, Shape>,
): Shape[] {
  const ordered = new Set<Shape>();
  const waiting = [decoded.executable.entryPc, ...functions.keys()];
  for (const pc of waiting) {
    const shape = functions.get(pc);
    if (shape === undefined || ordered.has(shape)) continue;
    ordered.add(shape);
    const open = [shape];
    while (open.length > 0)
      for (const { ending, last } of open.shift()!.graph.blocks) {
        const callee = ending === ends.call ? functions.get(decoded.target[last]!) : undefined;
        if (callee === undefined || ordered.has(callee)) continue;
        ordered.add(callee);
        open.push(callee);
      }
  }
  return [...ordered];
}

/** `(frame, units) -> units`: has the host run a function that is not in the module. */
function defineEnter(module: Module, type: number, enter: number): number {
  const index = module.reserve();
  const code = new Code();
  code.i32(0).get(0).access(op.i32Store, cells.frame);
  code.i32(0).get(1).access(op.i64Store, cells.units);
  code.call(enter).i32(0).access(op.i64Load, cells.units);
  module.define(index, type, [], code);
  return index;
}

/** `(frame, units) -> units`: calls a function with the registers in memory, and leaves there what it gives. */
function defineWrapper(
  module: Module,
  type: number,
  { takes, gives, index: callee }: FunctionShape & { readonly index: number },
): number {
  const index = module.reserve();
  const given = registersIn(gives);
  const [frame, units, firstGiven] = [0, 1, 2];
  const code = new Code();
  for (const register of registersIn(takes)) code.i32(0).access(op.i64Load, cells.registers + 8 * register);
  code.get(frame).get(units).call(callee).set(units);
  for (let at = given.length - 1; at >= 0; at--) code.set(firstGiven + at);
  given.forEach((register, at) => {
    code
      .i32(0)
      .get(firstGiven + at)
      .access(op.i64Store, cells.registers + 8 * register);
  });
  code.get(units);
  module.define(index, type, [{ count: given.length, type: i64 }], code);
  return index;
}

/** What the host calls: a run from the first frame on. */
function defineStart(module: Module, wrapper: number): void {
  const index = module.reserve();
  const code = new Code();
  code.i32(0).i32(stackPlace).i32(0).access(op.i64Load, cells.units).call(wrapper);
  code.access(op.i64Store, cells.units);
  module.define(index, module.typeIndex([], []), [], code);
  module.export('start', index);
}
