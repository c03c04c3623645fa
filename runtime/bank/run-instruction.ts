// Run instruction: one instruction by itself, with all that Agave does around the program, and what comes of it.
import { encodeBase58 } from '../../grammar/base58.js';
import type { Outcome } from '../outcome.js';
import type { Account } from './account.js';
import { absent } from './account.js';
import type { ExecutionError } from './errors.js';
import { InstructionFailure } from './errors.js';
import type { InstructionContext } from './instruction-context.js';
import type { Environment } from './invoke-context.js';
import { InvokeContext } from './invoke-context.js';
import { LogCollector } from './logs.js';
import { rentError } from './rent-check.js';
import type { TransactionAccount } from './transaction-accounts.js';
import { TransactionContext } from './transaction-context.js';

/** `budget` in units, `logLimit` in bytes. */
export function runInstruction(
  instruction: InstructionContext,
  environment: Environment,
  budget: number,
  logLimit?: number,
): Outcome {
  const { list } = instruction.accounts;
  const before = list.map((account) => ({ ...account }));
  const transaction = new TransactionContext(instruction.accounts);
  const invocation = new InvokeContext(
    transaction,
    environment,
    { remaining: budget },
    new LogCollector(logLimit),
  );
  const isWritable = (index: number): boolean => {
    const position = instruction.positionOf(index);
    return position !== undefined && instruction.use(position).writable;
  };
  const failure =
    process(invocation, instruction) ?? rentError(before, list, isWritable, environment.sysvars.rent);
  const run = invocation.records[0]?.run;
  const { data } = transaction.returnData;
  const shownAccounts = (failure === undefined ? list : before).filter(
    (_, index) => instruction.positionOf(index) !== undefined,
  );
  return {
    status: failure === undefined ? 'ok' : 'error',
    ...(run?.ok === true && { exitCode: run.r0 }),
    ...(failure !== undefined && { error: failure }),
    units: budget - invocation.meter.remaining,
    logs: invocation.logs.lines,
    ...(data.length > 0 && { returnData: data }),
    accounts: shownAccounts.map(shown),
    instructions: run?.instructions ?? 0,
    ...(run !== undefined && { pc: run.pc }),
  };
}

function process(invocation: InvokeContext, instruction: InstructionContext): ExecutionError | undefined {
  try {
    invocation.process(instruction);
    return undefined;
  } catch (thrown) {
    if (thrown instanceof InstructionFailure) return thrown.error;
    throw thrown;
  }
}

/** The outcome of an instruction that came to nothing: its accounts as they were, each once. */
export function refusedInstruction(accounts: readonly Account[], error: ExecutionError): Outcome {
  const first = new Map<string, Account>();
  for (const account of accounts) if (!first.has(account.pubkey)) first.set(account.pubkey, account);
  return { status: 'error', error, units: 0, logs: [], accounts: [...first.values()], instructions: 0 };
}

function shown({ pubkey, lamports, owner, data, executable }: TransactionAccount): Account {
  if (lamports === 0n) return absent(pubkey);
  return { pubkey, lamports, owner: encodeBase58(owner), data, executable };
}
