// Execute: one instruction of a transaction against a set of accounts, with all that Agave does around the program.
import { base64 } from '@scure/base';
import { decodeAddress, encodeBase58 } from '../grammar/base58.js';
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
import type { Account, InstructionAccount, LoadedAccount } from './bank/account.js';
import { absent } from './bank/account.js';
import type { ExecutionError } from './bank/errors.js';
import { instructionError, returnedError } from './bank/errors.js';
import { gatherAccounts, invalidRequest, notAnAddress } from './bank/instruction.js';
import { LogCollector } from './bank/logs.js';
import { readBack } from './bank/read-back.js';
import { rentAllows } from './bank/rent.js';
import { serialize } from './bank/serialize.js';
import type { SerializedInput } from './bank/serialize.js';
import { sysvarsAt } from './bank/sysvars.js';
import type { Executable } from './executable.js';
import type { Observer, Run } from './interpret.js';
import { interpret } from './interpret.js';
import { load } from './load.js';
import { Memory } from './memory.js';
import type { SyscallContext } from './syscalls/syscall.js';
import { syscallsByHash } from './syscalls/table.js';
import { verify } from './verify.js';

/** Units an instruction has where nothing else is said. */
export const defaultBudget = 200_000;

/** One instruction and the world it meets. Addresses are base58 of 32 bytes. */
export interface Request {
  /** A program file, or what `load` made of one; `execute` verifies files only. */
  readonly program: Executable | Uint8Array;
  readonly programId: string;
  /** In the instruction's order. An address may come twice: it is one account, and its rights add up. */
  readonly accounts: readonly InstructionAccount[];
  readonly data: Uint8Array;
  /** Units. */
  readonly budget?: number;
  readonly slot?: bigint;
  /** Seconds. */
  readonly unixTimestamp?: bigint;
  readonly observe?: Observer;
}

/** What an instruction did. If it failed, the accounts are as they were. */
export interface Outcome {
  readonly status: 'ok' | 'error';
  /** r0; absent if the program did not return. */
  readonly exitCode?: bigint;
  readonly error?: ExecutionError;
  /** What the transaction pays for; all that is left if the machine faulted (SIMD-0182). */
  readonly units: number;
  readonly logs: readonly string[];
  readonly returnData?: Uint8Array;
  /** Each account once, in the order of first mention; one without lamports as `absent` shows it. */
  readonly accounts: readonly Account[];
  /** Executed instructions, a failing one included. */
  readonly instructions: number;
  /** Where the program stopped; absent if it never ran. */
  readonly pc?: number;
}

/** Executes one top-level instruction. Never throws: what is wrong with the request or the program is in the outcome. */
export function execute(request: Request): Outcome {
  const { budget = defaultBudget } = request;
  const programId = decodeAddress(request.programId);
  if (programId === undefined) return refused(request, notAnAddress(request.programId));
  if (!Number.isSafeInteger(budget) || budget < 0)
    return refused(request, invalidRequest(`a budget of ${budget} is no number of units`));
  const program = prepare(request.program);
  if ('code' in program) return refused(request, program);
  const accounts = gatherAccounts(request.accounts, request.programId);
  if ('code' in accounts) return refused(request, accounts);

  const input = serialize(accounts.unique, accounts.order, request.data, programId);
  const context = contextFor(program, input, programId, request);
  const run = runProgram(program, input, context, request.observe);
  const { logs, meter, returnData } = context;
  const id = request.programId;
  logs.log(`Program ${id} consumed ${budget - meter.remaining} of ${budget} compute units`);
  if (returnData.data.length > 0) logs.log(`Program return: ${id} ${base64.encode(returnData.data)}`);
  // SIMD-0182: what the machine itself stops takes all that is left.
  if (!run.ok && !run.inSyscall) meter.remaining = 0;

  const after = accounts.unique.map((account) => ({ ...account }));
  const error = errorOf(run) ?? readBack(input, after, programId);
  logs.log(error === undefined ? `Program ${id} success` : `Program ${id} failed: ${error.message}`);
  const failure = error ?? balanceError(accounts.unique, after) ?? rentError(accounts.unique, after, context);
  return {
    status: failure === undefined ? 'ok' : 'error',
    ...(run.ok && { exitCode: run.r0 }),
    ...(failure !== undefined && { error: failure }),
    units: budget - meter.remaining,
    logs: logs.lines,
    ...(returnData.data.length > 0 && { returnData: returnData.data }),
    accounts: (failure === undefined ? after : accounts.unique).map(shown),
    instructions: run.instructions,
    pc: run.pc,
  };
}

const syscallHashes = new Set(syscallsByHash.keys());

function prepare(program: Executable | Uint8Array): Executable | ExecutionError {
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
  program: Executable,
  input: SerializedInput,
  programId: Uint8Array,
  { budget = defaultBudget, slot, unixTimestamp }: Request,
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
  context.logs.log(`Program ${encodeBase58(context.programId)} invoke [1]`);
  const registers = new BigUint64Array(11);
  registers[1] = inputStart;
  registers[2] = inputStart + BigInt(dataOffset);
  registers[10] = initialStackPointer(program.version);
  const syscall = (hash: number) => {
    const row = syscallsByHash.get(hash);
    return (
      row &&
      ((r1: bigint, r2: bigint, r3: bigint, r4: bigint, r5: bigint) => row.run(context, r1, r2, r3, r4, r5))
    );
  };
  const { memory, meter } = context;
  return interpret(program, { memory, registers, meter, syscall }, observe);
}

/** How the program itself failed, if it did. Agave: process_executable_chain. */
function errorOf(run: Run): ExecutionError | undefined {
  if (run.ok) return run.r0 === 0n ? undefined : returnedError(run.r0);
  const { variant, text, detail } = run.fault;
  // These two a syscall reports as errors of the instruction, all others as errors of the machine.
  if (detail === 'ComputationalBudgetExceeded' || detail === 'ArithmeticOverflow')
    return instructionError(detail);
  return { code: 'ProgramFailedToComplete', message: text, fault: detail ?? variant };
}

/** Lamports are neither made nor lost. The program's log already says success. */
function balanceError(
  before: readonly LoadedAccount[],
  after: readonly LoadedAccount[],
): ExecutionError | undefined {
  const total = (accounts: readonly LoadedAccount[]): bigint =>
    accounts.reduce((sum, { lamports }) => sum + lamports, 0n);
  return total(before) === total(after) ? undefined : instructionError('UnbalancedInstruction');
}

/** The check at the end of a transaction. Agave: check_rent_state. */
function rentError(
  before: readonly LoadedAccount[],
  after: readonly LoadedAccount[],
  { sysvars }: SyscallContext,
): ExecutionError | undefined {
  const index = after.findIndex(
    (account, at) => account.writable && !rentAllows(sysvars.rent, before[at]!, account),
  );
  const account = after[index];
  if (account === undefined) return undefined;
  return {
    code: 'InsufficientFundsForRent',
    message: `Transaction results in an account (${account.pubkey}) with insufficient funds for rent`,
    account: account.pubkey,
  };
}

function shown({ pubkey, lamports, owner, data, executable }: LoadedAccount): Account {
  if (lamports === 0n) return absent(pubkey);
  return { pubkey, lamports, owner: encodeBase58(owner), data, executable };
}
