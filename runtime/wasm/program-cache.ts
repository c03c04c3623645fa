// Program cache: one translation for all executables that are the same program.
import { murmur3 } from '../../grammar/sbpf.js';
import type { Executable } from '../executable.js';
import type { MachineKind, SharedProgram } from './program.js';
import { TranslatedProgram } from './program.js';
import type { Resume } from './runner.js';
import type { TranslationStore } from './translation-file.js';

/** Programs beyond this number push out the one that was not asked for the longest. */
const capacity = 256;

export class ProgramCache {
  readonly #known = new WeakMap<Executable, TranslatedProgram>();
  /** By a hash of the text; the last asked for is the last. */
  readonly #byContent = new Map<number, TranslatedProgram>();

  constructor(
    readonly kind: MachineKind,
    readonly resume: Resume,
    /** Where translations are kept beyond the process, if anywhere. */
    public store?: TranslationStore,
  ) {}

  of(executable: Executable): TranslatedProgram {
    const known = this.#known.get(executable);
    if (known !== undefined) return known;
    const program = this.#find(executable);
    this.#known.set(executable, program);
    return program;
  }

  /** The programs that were translated. */
  get shared(): SharedProgram[] {
    return [...this.#byContent.values()].flatMap(({ shared }) => shared ?? []);
  }

  #find(executable: Executable): TranslatedProgram {
    const hash = murmur3(executable.text);
    const found = this.#byContent.get(hash);
    this.#byContent.delete(hash);
    const program =
      found !== undefined && sameProgram(found.executable, executable)
        ? found
        : new TranslatedProgram(executable, this.kind, this.resume, this.store);
    this.#byContent.set(hash, program);
    const [oldest] = this.#byContent.keys();
    if (this.#byContent.size > capacity && oldest !== undefined) this.#byContent.delete(oldest);
    return program;
  }
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}

/** Whether two executables run alike; what they call their functions does not matter. */
function sameProgram(one: Executable, other: Executable): boolean {
  return (
    one.version === other.version &&
    one.entryPc === other.entryPc &&
    one.textAddress === other.textAddress &&
    one.rodata.address === other.rodata.address &&
    one.functions.size === other.functions.size &&
    [...one.functions].every(([key, pc]) => other.functions.get(key) === pc) &&
    sameBytes(one.text, other.text) &&
    sameBytes(one.rodata.bytes, other.rodata.bytes)
  );
}
