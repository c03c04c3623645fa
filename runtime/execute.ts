// Execute: one instruction against a set of accounts, with all that Agave does around the program.
import { decodeAddress, encodeBase58 } from '../grammar/base58.js';
import { defaultProgramId } from '../grammar/fixture.js';
import { defaultHeapSize } from '../grammar/memory.js';
import { fits, i64, u64 } from '../grammar/signature.js';
import { sameBytes } from './bank/account.js';
import type { ExecutionError } from './bank/errors.js';
import { mainnetFeatures } from './bank/features.js';
import { gatherInstruction, invalidRequest, notAnAddress } from './bank/instruction.js';
import type { InstructionContext } from './bank/instruction-context.js';
import { failed } from './bank/errors.js';
import type { Environment, InvokeContext } from './bank/invoke-context.js';
import { loaders } from './bank/loaders.js';
import { refusedInstruction, runInstruction } from './bank/run-instruction.js';
import { ProgramsInAccounts, programEntry } from './bank/programs-in-accounts.js';
import type { ProgramEntry } from './bank/programs.js';
import { begun, PreparedCall } from './bank/prepared-call.js';
import { prepareProgram } from './bank/programs.js';
import { firstBlockhash, lamportsPerSignature, sysvarsAt } from './bank/sysvars.js';
import type { TransactionAccount } from './bank/transaction-accounts.js';
import type { Executable } from './executable.js';
import type { Meter } from './machine.js';
import type { Outcome, Request } from './outcome.js';
import { defaultBudget } from './outcome.js';

export type { Outcome, Request } from './outcome.js';
export { defaultBudget } from './outcome.js';

/** Executes one top-level instruction. Never throws: what is wrong with the request or the program is in the outcome. */
export function execute(request: Request): Outcome {
  const prepared = prepare(request);
  if ('code' in prepared) return refusedInstruction(request.accounts, prepared);
  const { instruction, environment, budget } = prepared;
  return runInstruction(instruction, environment, budget, request.logLimit);
}

/** Lays out a request, to run its program alone any number of times; or says what is wrong with it. */
export function prepareCall(request: Request): PreparedCall | ExecutionError {
  const prepared = prepare(request);
  if ('code' in prepared) return prepared;
  const { instruction, environment, budget } = prepared;
  const entry = environment.programs.find(instruction.programId);
  if (entry?.executable === undefined) return failed('UnsupportedProgramId').error;
  const begin = (meter: Meter): InvokeContext => {
    const again = prepare(request) as Prepared;
    return begun(again.instruction, again.environment, meter);
  };
  return new PreparedCall(entry.executable, budget, request.engine ?? 'auto', entry.aligned, begin);
}

/** A request that can be executed. */
interface Prepared {
  readonly instruction: InstructionContext;
  readonly environment: Environment;
  readonly budget: number;
}

function prepare(request: Request): Prepared | ExecutionError {
  const { program: given, programId: id = defaultProgramId, accounts, data, observe } = request;
  const { budget = defaultBudget, slot = 0n, unixTimestamp = 0n, programs = new Map() } = request;
  const key = decodeAddress(id);
  if (key === undefined) return notAnAddress(id);
  if (!Number.isSafeInteger(budget) || budget < 0)
    return invalidRequest(`a budget of ${budget} is no number of units`);
  if (!fits(slot, u64) || !fits(unixTimestamp, i64))
    return invalidRequest('the slot or the time of the clock is out of its range');
  const program = executableOf(given);
  if ('code' in program) return program;
  const sysvars = sysvarsAt(request.slot, request.unixTimestamp);
  const instruction = gatherInstruction(accounts, { id, key }, data, { sysvars, programs });
  if ('code' in instruction) return instruction;
  const environment: Environment = {
    sysvars,
    features: mainnetFeatures,
    blockhash: firstBlockhash,
    lamportsPerSignature,
    heapSize: defaultHeapSize,
    programs: programsFor({ key, executable: program }, instruction.accounts.list, programs),
    ...(request.engine && { engine: request.engine }),
    ...(observe && { observe: (_, height: number) => (height === 1 ? observe : undefined) }),
  };
  return { instruction, environment, budget };
}

/** The requested program under its address, whatever its account says; others of given files, or as accounts hold them. */
function programsFor(
  { key, executable }: { readonly key: Uint8Array; readonly executable: Executable },
  accounts: readonly TransactionAccount[],
  files: ReadonlyMap<string, Uint8Array>,
): Environment['programs'] {
  const others = new ProgramsInAccounts(accounts);
  const requested = { executable, aligned: true };
  const given = new Map<string, ProgramEntry>();
  const fromFile = (pubkey: string): ProgramEntry | undefined => {
    const file = files.get(pubkey);
    if (file !== undefined && !given.has(pubkey)) given.set(pubkey, programEntry(file, loaders.v3));
    return given.get(pubkey);
  };
  return {
    find: (programId) =>
      sameBytes(programId, key) ? requested : (fromFile(encodeBase58(programId)) ?? others.find(programId)),
    deploy: (programId, file, context) => others.deploy(programId, file, context),
    close: (programId) => others.close(programId),
  };
}

function executableOf(program: Executable | Uint8Array): Executable | ExecutionError {
  if (!(program instanceof Uint8Array)) return program;
  const prepared = prepareProgram(program);
  if ('executable' in prepared) return prepared.executable;
  const { text, variant } = prepared.error;
  return { code: 'InvalidProgram', message: text, fault: variant };
}
