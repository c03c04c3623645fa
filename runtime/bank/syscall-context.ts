// Syscall context: what an instruction offers the syscalls of its program.
import { heapStart } from '../../grammar/memory.js';
import type { Meter, Syscall } from '../machine.js';
import type { Memory } from '../memory.js';
import type { SyscallContext } from '../syscalls/syscall.js';
import { syscallsByHash } from '../syscalls/table.js';
import type { Environment, InvokeContext } from './invoke-context.js';
import type { LogCollector } from './logs.js';
import type { SerializedInput } from './serialize.js';
import type { ReturnData } from './transaction-context.js';

/** A class, as one is made for every run of a program. */
export class ProgramContext implements SyscallContext {
  readonly heap: SyscallContext['heap'];
  #invocation: InvokeContext | undefined;

  /** `begin` gives the transaction, to those syscalls that ask for it. */
  constructor(
    readonly memory: Memory,
    readonly meter: Meter,
    readonly logs: LogCollector,
    readonly programId: Uint8Array,
    readonly environment: Environment,
    readonly input: SerializedInput,
    readonly begin: () => InvokeContext,
  ) {
    this.heap = { start: heapStart, size: BigInt(environment.heapSize), used: 0n };
  }

  get sysvars(): SyscallContext['sysvars'] {
    return this.environment.sysvars;
  }

  get invocation(): InvokeContext {
    return (this.#invocation ??= this.begin());
  }

  get returnData(): ReturnData {
    return this.invocation.transaction.returnData;
  }

  set returnData(data: ReturnData) {
    this.invocation.transaction.returnData = data;
  }
}

/** The syscalls by their unsigned hash. */
export function syscallsIn(context: SyscallContext): (hash: number) => Syscall | undefined {
  return (hash) => {
    const row = syscallsByHash.get(hash);
    if (row === undefined) return undefined;
    return (r1, r2, r3, r4, r5) => row.run(context, r1, r2, r3, r4, r5);
  };
}
