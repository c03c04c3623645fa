// Prepared call: an instruction whose input is laid out once, so that its program alone can be run again and again.
import { inputStart } from '../../grammar/memory.js';
import type { EngineName } from '../engine.js';
import { openSession } from '../engine.js';
import type { Executable } from '../executable.js';
import type { Machine, Meter, Run } from '../machine.js';
import type { Memory } from '../memory.js';
import type { InstructionContext } from './instruction-context.js';
import type { Environment } from './invoke-context.js';
import { InvokeContext } from './invoke-context.js';
import { LogCollector } from './logs.js';
import type { SerializedInput } from './serialize.js';
import { serialize } from './serialize.js';
import { ProgramContext, syscallsIn } from './syscall-context.js';
import { TransactionContext } from './transaction-context.js';

/** What a program did, and the units that took. */
export interface ProgramRun {
  readonly run: Run;
  readonly units: number;
}

export class PreparedCall {
  readonly #input: SerializedInput;
  readonly #dataAddress: bigint;
  readonly programId: Uint8Array;
  readonly environment: Environment;

  /** `begin` starts the instruction anew, on a meter. */
  constructor(
    readonly executable: Executable,
    readonly budget: number,
    readonly engine: EngineName,
    readonly aligned: boolean,
    readonly begin: (meter: Meter) => InvokeContext,
  ) {
    const { instruction, environment } = begin({ remaining: budget });
    this.programId = instruction.programId;
    this.environment = environment;
    this.#input = serialize(instruction, aligned);
    this.#dataAddress = inputStart + BigInt(this.#input.dataOffset);
  }

  /** Runs the program; what it does to its accounts is not looked at. */
  run(): ProgramRun {
    const { executable, aligned, budget } = this;
    const { bytes } = this.#input;
    const room = { executable, heapSize: this.environment.heapSize, inputLength: bytes.length, aligned };
    const session = openSession(room, this.engine);
    try {
      const { memory, registers } = session;
      session.input.set(bytes);
      registers[1] = inputStart;
      registers[2] = this.#dataAddress;
      const meter = { remaining: budget };
      const machine = { memory, registers, meter, syscall: this.#syscalls(session.input, meter, memory) };
      const run = session.run(machine);
      return { run, units: budget - meter.remaining };
    } finally {
      session.close();
    }
  }

  #syscalls(bytes: Uint8Array, meter: Meter, memory: Memory): Machine['syscall'] {
    const { programId, environment } = this;
    let syscalls: Machine['syscall'] | undefined;
    return (hash) => {
      // Most syscalls need no transaction, which takes longer to begin than many a program to run.
      syscalls ??= syscallsIn(
        new ProgramContext(
          memory,
          meter,
          new LogCollector(),
          programId,
          environment,
          { ...this.#input, bytes },
          () => this.begin(meter),
        ),
      );
      return syscalls(hash);
    };
  }
}

/** An instruction that has just begun, by itself. */
export function begun(
  instruction: InstructionContext,
  environment: Environment,
  meter: Meter,
): InvokeContext {
  const transaction = new TransactionContext(instruction.accounts);
  transaction.push(instruction);
  return new InvokeContext(transaction, environment, meter, new LogCollector());
}
