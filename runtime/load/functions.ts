// Functions of v0 to v2: the keys by which calls name them.
import { entrypointKey, functionKey } from '../../grammar/sbpf.js';
import { failure } from './error.js';

/** Collects the functions a program calls. A key that names two things is an error. */
export class Functions {
  readonly byKey = new Map<number, number>();

  constructor(private readonly syscalls: ReadonlySet<number>) {}

  /** The key of the function at `pc`, now known. `name` matters only for `entrypoint`. */
  register(pc: number, name: string, offset: number | bigint): number {
    const key = name === 'entrypoint' ? entrypointKey : functionKey(pc);
    const known = this.byKey.get(key);
    if (this.syscalls.has(key) || (known !== undefined && known !== pc)) {
      throw failure('SymbolHashCollision', offset, key);
    }
    this.byKey.set(key, pc);
    return key;
  }

  /** The entry function takes the name `entrypoint` from whoever had it. */
  registerEntry(pc: number, offset: number): void {
    this.byKey.delete(entrypointKey);
    this.register(pc, 'entrypoint', offset);
  }
}
