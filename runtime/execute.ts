// Execute: one instruction of a transaction against a set of accounts, with all that Agave does around the program.
import { base64 } from '@scure/base';
import { decodeAddress, encodeBase58 } from '../grammar/base58.js';
import { defaultProgramId } from '../grammar/fixture.js';
import {
  defaultHeapSize,
  frameSize,
  heapStart,
  initialStackPointer,
  inputStart,
  stackSize,
  stackStart,
} from '../grammar/memory.js';
import { hasStackGaps } from '../grammar/sbpf.js';
import { fits, i64, u64 } from '../grammar/signature.js';
import type { Account, LoadedAccount } from './bank/account.js';
import { absent } from './bank/account.js';
import type { ExecutionError } from './bank/errors.js';
import { instructionError, returnedError } from './bank/errors.js';
import { balanceError, rentError } from './bank/checks.js';
import type { InstructionAccounts } from './bank/instruction.js';
import { gatherAccounts, invalidRequest, notAnAddress } from './bank/instruction.js';
import { LogCollector } from './bank/logs.js';
import { readBack } from './bank/read-back.js';
import { serialize } from './bank/serialize.js';
import type { SerializedInput } from './bank/serialize.js';
import { sysvarsAt } from './bank/sysvars.js';
import type { Executable } from './executable.js';
import type { Observer, Run, Syscall } from './interpret.js';
import { interpret } from './interpret.js';
import { load } from './load.js';
import { Memory } from './memory.js';
import type { Outcome, Request } from './outcome.js';
import { defaultBudget } from './outcome.js';
import { absentFault, absentSyscalls, unsupportedSyscall } from './syscalls/absent.js';
import type { SyscallContext } from './syscalls/syscall.js';
import { syscallsByHash } from './syscalls/table.js';
import { verify } from './verify.js';

export type { Outcome, Request } from './outcome.js';
export { defaultBudget } from './outcome.js';

/** Executes one top-level instruction. Never throws: what is wrong with the request or the program is in the outcome. */
export function execute(request: Request): Outcome {
  const prepared = prepare(request);
  if ('code' in prepared) return refused(request, prepared);
  const { program, id, programId, accounts, budget } = prepared;
  const { unique, order } = accounts;
  const input = serialize(unique, order, request.data, programId);
  const context = contextFor(prepared, input, request);
  const { logs, meter } = context;

  logs.log(`Program ${id} invoke [1]`);
  const run = runProgram(program, input, context, request.observe);
  logs.log(`Program ${id} consumed ${budget - meter.remaining} of ${budget} compute units`);
  const { data } = context.returnData;
  if (data.length > 0) logs.log(`Program return: ${id} ${base64.encode(data)}`);
  // SIMD-0182: what the machine itself stops takes all that is left.
  if (!run.ok && !run.inSyscall) meter.remaining = 0;

  const after = unique.map((account) => ({ ...account }));
  const error = errorOf(run) ?? readBack(input, after, programId);
  logs.log(error === undefined ? `Program ${id} success` : `Program ${id} failed: ${error.message}`);
  const failure = error ?? balanceError(unique, after) ?? rentError(unique, after, context.sysvars.rent);
  return {
    status: failure === undefined ? 'ok' : 'error',
    ...(run.ok && { exitCode: run.r0 }),
    ...(failure !== undefined && { error: failure }),
    units: budget - meter.remaining,
    logs: logs.lines,
    ...(data.length > 0 && { returnData: data }),
    accounts: (failure === undefined ? after : unique).map(shown),
    instructions: run.instructions,
    pc: run.pc,
  };
}

/** A request that can be executed. */
interface Prepared {
  readonly program: Executable;
  /** The program's address as text and as bytes. */
  readonly id: string;
  readonly programId: Uint8Array;
  readonly accounts: InstructionAccounts;
  readonly budget: number;
}

function prepare({
  program: given,
  programId: id = defaultProgramId,
  accounts: mentions,
  budget = defaultBudget,
  slot = 0n,
  unixTimestamp = 0n,
}: Request): Prepared | ExecutionError {
  const programId = decodeAddress(id);
  if (programId === undefined) return notAnAddress(id);
  if (!Number.isSafeInteger(budget) || budget < 0)
    return invalidRequest(`a budget of ${budget} is no number of units`);
  if (!fits(slot, u64) || !fits(unixTimestamp, i64))
    return invalidRequest('the slot or the time of the clock is out of its range');
  const program = executableOf(given);
  if ('code' in program) return program;
  const accounts = gatherAccounts(mentions, id);
  return 'code' in accounts ? accounts : { program, id, programId, accounts, budget };
}

const syscallHashes = new Set([...syscallsByHash.keys(), ...absentSyscalls.keys()]);

function executableOf(program: Executable | Uint8Array): Executable | ExecutionError {
  if (!(program instanceof Uint8Array)) return program;
  const loaded = load(program, { syscalls: syscallHashes });
  if (!loaded.ok) return { code: 'InvalidProgram', message: loaded.error.text, fault: loaded.error.variant };
  const error = verify(loaded.executable);
  return error === undefined
    ? loaded.executable
    : { code: 'InvalidProgram', message: error.text, fault: error.variant };
}

/** The outcome of a request that came to nothing. */
function refused({ accounts }: Request, error: ExecutionError): Outcome {
  const first = new Map<string, Account>();
  for (const account of accounts) if (!first.has(account.pubkey)) first.set(account.pubkey, account);
  return { status: 'error', error, units: 0, logs: [], accounts: [...first.values()], instructions: 0 };
}

function contextFor(
  { program, programId, budget }: Prepared,
  input: SerializedInput,
  { slot, unixTimestamp }: Request,
): SyscallContext {
  const gap = hasStackGaps(program.version) ? { gap: frameSize } : {};
  const memory = new Memory(
    [
      { name: 'program', start: program.rodata.address, bytes: program.rodata.bytes, writable: false },
      { name: 'stack', start: stackStart, bytes: new Uint8Array(stackSize), writable: true, ...gap },
      { name: 'heap', start: heapStart, bytes: new Uint8Array(defaultHeapSize), writable: true },
      { name: 'input', start: inputStart, bytes: input.bytes, writable: true },
    ],
    program.version,
  );
  return {
    memory,
    meter: { remaining: budget },
    logs: new LogCollector(),
    programId,
    sysvars: sysvarsAt(slot, unixTimestamp),
    heap: { start: heapStart, size: BigInt(defaultHeapSize), used: 0n },
    returnData: { programId: new Uint8Array(32), data: new Uint8Array(0) },
  };
}

function runProgram(
  program: Executable,
  { dataOffset }: SerializedInput,
  context: SyscallContext,
  observe: Observer | undefined,
): Run {
  const registers = new BigUint64Array(11);
  registers[1] = inputStart;
  registers[2] = inputStart + BigInt(dataOffset);
  registers[10] = initialStackPointer(program.version);
  const { memory, meter } = context;
  return interpret(program, { memory, registers, meter, syscall: resolverFor(context) }, observe);
}

function resolverFor(context: SyscallContext): (hash: number) => Syscall | undefined {
  return (hash) => {
    const row = syscallsByHash.get(hash);
    if (row !== undefined) return (r1, r2, r3, r4, r5) => row.run(context, r1, r2, r3, r4, r5);
    const absentName = absentSyscalls.get(hash);
    if (absentName === undefined) return undefined;
    return () => {
      throw absentFault(absentName);
    };
  };
}

/** How the program itself failed, if it did. Agave: process_executable_chain. */
function errorOf(run: Run): ExecutionError | undefined {
  if (run.ok) return run.r0 === 0n ? undefined : returnedError(run.r0);
  const { variant, text, detail } = run.fault;
  // These two a syscall reports as errors of the instruction, all others as errors of the machine.
  if (detail === 'ComputationalBudgetExceeded' || detail === 'ArithmeticOverflow')
    return instructionError(detail);
  if (detail === unsupportedSyscall) return { code: detail, message: text };
  return { code: 'ProgramFailedToComplete', message: text, fault: detail ?? variant };
}

function shown({ pubkey, lamports, owner, data, executable }: LoadedAccount): Account {
  if (lamports === 0n) return absent(pubkey);
  return { pubkey, lamports, owner: encodeBase58(owner), data, executable };
}
