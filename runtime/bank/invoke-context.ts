// Invoke context: runs the instructions of a transaction, one inside the other, on one meter and one log.
import { encodeBase58 } from '../../grammar/base58.js';
import type { EngineName } from '../engine.js';
import { Fault } from '../fault.js';
import type { Meter, Observer, Run } from '../interpret.js';
import type { BuiltinContext, DeployedPrograms, Invocation } from './builtin.js';
import { builtinAt } from './builtins.js';
import type { ExecutionError } from './errors.js';
import { failed, InstructionFailure, instructionErrors } from './errors.js';
import type { FeatureName, FeatureSet } from './features.js';
import type { InstructionContext } from './instruction-context.js';
import { isLoader, nativeLoader } from './loaders.js';
import type { LogCollector } from './logs.js';
import { isReentrant, prepareInvocation } from './prepare-invocation.js';
import { programAddress } from './program-address.js';
import type { Precompile } from './precompile.js';
import type { ProgramEntry } from './programs.js';
import { runProgram } from './run-program.js';
import type { Sysvars } from './sysvars.js';
import type { TransactionContext } from './transaction-context.js';

/** What an instruction runs in besides its accounts. */
export interface Environment {
  readonly sysvars: Sysvars;
  readonly features: FeatureSet;
  readonly blockhash: Uint8Array;
  readonly lamportsPerSignature: bigint;
  /** Bytes of the heap each program gets. */
  readonly heapSize: number;
  readonly programs: DeployedPrograms & { find(programId: Uint8Array): ProgramEntry | undefined };
  /** What runs programs; absent: whatever is quicker. */
  readonly engine?: EngineName;
  /** Who watches the instructions of a program, if anybody. */
  readonly observe?: (programId: string, height: number) => Observer | undefined;
}

/** What one instruction did, for those who read a trace. */
export interface InvocationRecord {
  readonly instruction: InstructionContext;
  /** Units it took, those of the programs it invoked among them. */
  units: number;
  /** How its program ran; absent where that is part of the runtime or never started. */
  run?: Run;
  error?: ExecutionError;
}

export class InvokeContext implements BuiltinContext {
  /** The started instructions, in that order. */
  readonly records: InvocationRecord[] = [];

  constructor(
    readonly transaction: TransactionContext,
    readonly environment: Environment,
    readonly meter: Meter,
    readonly logs: LogCollector,
  ) {}

  get instruction(): InstructionContext {
    return this.transaction.current;
  }

  get sysvars(): Sysvars {
    return this.environment.sysvars;
  }

  get blockhash(): Uint8Array {
    return this.environment.blockhash;
  }

  get lamportsPerSignature(): bigint {
    return this.environment.lamportsPerSignature;
  }

  get programs(): DeployedPrograms {
    return this.environment.programs;
  }

  has(feature: FeatureName): boolean {
    return this.environment.features.has(feature);
  }

  log(line: string): void {
    this.logs.log(line);
  }

  consume(units: number): void {
    const { meter } = this;
    const enough = meter.remaining >= units;
    meter.remaining = enough ? meter.remaining - units : 0;
    if (!enough) throw failed('ComputationalBudgetExceeded');
  }

  invoke(invocation: Invocation, seeds: readonly (readonly Uint8Array[])[] = []): void {
    const caller = this.instruction;
    const signers = seeds.map((list) => {
      const address = programAddress(list, caller.programId);
      if (address === undefined) throw failed('InvalidSeeds');
      return address;
    });
    this.process(this.prepare(invocation, signers));
  }

  /** Resolves what the running instruction wants to invoke. */
  prepare(invocation: Invocation, signers: readonly Uint8Array[]): InstructionContext {
    return prepareInvocation(invocation, this.instruction, signers, (line) => this.log(line));
  }

  /** Runs an instruction to its end; throws an InstructionFailure where it fails. Agave: process_instruction. */
  process(instruction: InstructionContext): void {
    if (isReentrant(this.transaction.stack, instruction.programId)) throw failed('ReentrancyNotAllowed');
    this.transaction.push(instruction);
    const record: InvocationRecord = { instruction, units: 0 };
    this.records.push(record);
    const before = this.meter.remaining;
    let failing = true;
    try {
      this.#run(instruction, record);
      failing = false;
    } finally {
      record.units = before - this.meter.remaining;
      this.transaction.pop(failing);
    }
  }

  /** Has a precompile check signatures in place of running a program. Agave: process_precompile. */
  verify(instruction: InstructionContext, precompile: Precompile, instructions: readonly Uint8Array[]): void {
    this.transaction.push(instruction);
    try {
      precompile.verify(instruction.data, instructions);
    } finally {
      this.transaction.pop(true);
    }
  }

  /** Agave: process_executable_chain. */
  #run(instruction: InstructionContext, record: InvocationRecord): void {
    const program = this.#programOf(instruction);
    const { programId, height } = instruction;
    const id = encodeBase58(programId);
    this.transaction.returnData = { programId, data: new Uint8Array(0) };
    this.log(`Program ${id} invoke [${height}]`);
    try {
      program(record);
    } catch (thrown) {
      if (!(thrown instanceof Fault)) throw thrown;
      this.log(`Program ${id} failed: ${thrown.text}`);
      record.error = errorOf(thrown);
      // A caller is told no more than that a program did not complete.
      const { code, message } = record.error;
      const told = code === 'ProgramFailedToComplete' ? instructionErrors[code] : message;
      throw new InstructionFailure(record.error, told);
    }
    this.log(`Program ${id} success`);
  }

  #programOf({ program }: InstructionContext): (record: InvocationRecord) => void {
    const owner = encodeBase58(program.owner);
    if (owner === nativeLoader) {
      const builtin = builtinAt(program.pubkey);
      if (builtin === undefined) throw failed('UnsupportedProgramId', program.pubkey);
      return () => {
        this.consume(builtin.units);
        builtin.run(this);
      };
    }
    const entry = this.environment.programs.find(program.key);
    if (entry === undefined && !isLoader(owner)) throw failed('UnsupportedProgramId', program.pubkey);
    return (record) => this.#runDeployed(entry, record);
  }

  #runDeployed(entry: ProgramEntry | undefined, record: InvocationRecord): void {
    if (entry?.executable === undefined) {
      this.log(entry === undefined ? 'Program is not cached' : 'Program is not deployed');
      throw failed('UnsupportedProgramId');
    }
    runProgram(entry.executable, entry.aligned, this, record);
  }
}

function errorOf(fault: Fault): ExecutionError {
  if (fault instanceof InstructionFailure) return { ...fault.error, message: fault.text };
  return { code: 'ProgramFailedToComplete', message: fault.text, fault: fault.detail ?? fault.variant };
}
