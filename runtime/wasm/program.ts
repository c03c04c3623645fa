// Program: an executable with its translation, which grows with what turns out to be called.
import { initialStackPointer, frameSize, stackStart } from '../../grammar/memory.js';
import { hasStackGaps } from '../../grammar/sbpf.js';
import type { Executable } from '../executable.js';
import type { Machine, Run } from '../machine.js';
import type { Arena } from './arena.js';
import { framePointer } from './registers.js';
import type { ProgramNotes, Resume } from './runner.js';
import { Runner } from './runner.js';
import type { Translation, TranslationOptions } from './translate.js';
import { translate } from './translate.js';
import type { TranslationStore } from './translation-file.js';
import { decodeTranslation, encodeTranslation, translationName } from './translation-file.js';

/** Programs of no more instructions are translated as a whole, others function by function. */
const eagerLength = 4096;
/** The most runs between two translations. */
const longestWait = 1024;

/** What translations depend on besides the program. */
export type MachineKind = Pick<
  TranslationOptions,
  'isSyscall' | 'natives' | 'allRegisters' | 'standardStack'
>;

/** A translated program as threads hand it on. */
export interface SharedProgram {
  readonly executable: Executable;
  readonly translation: Translation;
  readonly module: WebAssembly.Module;
}

export class TranslatedProgram implements ProgramNotes {
  /** Instructions that were executed elsewhere, while it was not worth translating. */
  heat = 0;
  readonly #functions: Set<number> | undefined;
  readonly #targets = new Set<number>();
  #translation: Translation | undefined;
  #module: WebAssembly.Module | undefined;
  #failed = false;
  #outdated = false;
  #wait = 1;
  #runs = 0;
  readonly #runners = new WeakMap<Arena, Runner>();

  constructor(
    readonly executable: Executable,
    readonly kind: MachineKind,
    readonly resume: Resume,
    readonly store?: TranslationStore,
  ) {
    if (executable.text.length / 8 > eagerLength) this.#functions = new Set([executable.entryPc]);
  }

  /** What other threads need to run it without translating it again; undefined before the first translation. */
  get shared(): SharedProgram | undefined {
    if (this.#translation === undefined || this.#module === undefined) return undefined;
    const { executable } = this;
    return { executable, translation: this.#translation, module: this.#module };
  }

  /** Takes over what another thread translated. */
  adopt({ translation, module }: SharedProgram): void {
    this.#translation = translation;
    this.#module = module;
    for (const pc of translation.functions) this.#functions?.add(pc);
    for (const pc of translation.targets.keys()) this.#targets.add(pc);
  }

  get entries(): Uint8Array {
    return this.#translation!.entries;
  }

  missed(pc: number): void {
    const translated = this.#translation!.functions.has(pc);
    const list = translated ? this.#targets : (this.#functions ?? this.#targets);
    if (list.has(pc)) return;
    list.add(pc);
    this.#outdated = true;
  }

  /** Runs the program on a machine whose memory and registers are those of the arena. */
  run(arena: Arena, machine: Machine): Run {
    const runner = this.#failed ? undefined : this.#runnerFor(arena);
    if (runner === undefined) {
      arena.touch();
      return this.resume(this.executable, machine, { pc: this.executable.entryPc, depth: 0 });
    }
    arena.describe(machine.memory, runner.translation.framed);
    return runner.run(machine);
  }

  #runnerFor(arena: Arena): Runner | undefined {
    if (this.#translation === undefined || (this.#outdated && --this.#runs <= 0)) this.#translate();
    if (this.#module === undefined) return undefined;
    let runner = this.#runners.get(arena);
    if (runner?.module !== this.#module) {
      arena.forgetTargets();
      runner = new Runner(arena, this.#module, this.#translation!, this, this.resume);
      this.#runners.set(arena, runner);
    }
    return runner;
  }

  /** Takes over what an earlier process translated; false where there is nothing of use. */
  #restore(name: string): boolean {
    const file = this.store?.read(name);
    const translation = file && decodeTranslation(file);
    if (translation === undefined) return false;
    try {
      const module = new WebAssembly.Module(translation.bytes);
      this.adopt({ executable: this.executable, translation, module });
      return true;
    } catch {
      // The file was damaged; a new translation takes its place.
      return false;
    }
  }

  #translate(): void {
    const name = this.store && translationName(this.executable, this.kind);
    if (name !== undefined && this.#translation === undefined && this.#restore(name)) return;
    const translation = translate(this.executable, {
      ...this.kind,
      targets: this.#targets,
      ...(this.#functions && { functions: this.#functions }),
    });
    this.#outdated = false;
    this.#runs = this.#wait;
    this.#wait = Math.min(2 * this.#wait, longestWait);
    this.#translation = translation;
    this.#module = translation && new WebAssembly.Module(translation.bytes);
    this.#failed = this.#module === undefined;
    if (name !== undefined && translation !== undefined)
      this.store?.write(name, encodeTranslation(translation));
  }
}

/** Whether a machine has the stack as Agave gives it to programs of its version. */
export function hasStandardStack({ memory, registers }: Machine): boolean {
  const { version } = memory;
  const stack = memory.regions.find(({ start }) => start === stackStart);
  const gap = hasStackGaps(version) ? frameSize : undefined;
  return stack?.gap === gap && registers[framePointer] === initialStackPointer(version);
}
