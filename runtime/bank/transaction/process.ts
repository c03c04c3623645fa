// Process: a sane transaction with its budget, from loading its accounts to the state it leaves.
import { encodeBase58 } from '../../../grammar/base58.js';
import type { EngineName } from '../../engine.js';
import type { Observer } from '../../interpret.js';
import type { Account } from '../account.js';
import { absent, addressBytes, systemProgram } from '../account.js';
import type { DeployedPrograms } from '../builtin.js';
import type { ExecutionError } from '../errors.js';
import { InstructionFailure } from '../errors.js';
import type { FeatureSet } from '../features.js';
import { InstructionContext } from '../instruction-context.js';
import { instructionsData, instructionsSysvar } from '../instructions-sysvar.js';
import { sysvarOwner } from '../recent-blockhashes.js';
import type { InvocationRecord } from '../invoke-context.js';
import { InvokeContext } from '../invoke-context.js';
import { nativeLoader } from '../loaders.js';
import type { LogCollector } from '../logs.js';
import { precompileAt } from '../precompiles.js';
import type { ProgramEntry } from '../programs.js';
import { rentError } from '../rent-check.js';
import { minimumBalance, rentAllows } from '../rent.js';
import type { Sysvars } from '../sysvars.js';
import type { TransactionAccount } from '../transaction-accounts.js';
import { TransactionAccounts } from '../transaction-accounts.js';
import type { ReturnData } from '../transaction-context.js';
import { maximumHeight, TransactionContext } from '../transaction-context.js';
import type { ComputeBudget } from './compute-budget.js';
import { transactionError } from './errors.js';
import type { LoadedMessage } from './message.js';
import { isNonceData, nonceSize } from './nonce.js';

/** The bank as a transaction sees it. */
export interface BankView {
  readonly sysvars: Sysvars;
  readonly features: FeatureSet;
  readonly lamportsPerSignature: bigint;
  accountAt(pubkey: string): Account | undefined;
  /** The programs as one transaction may see and change them. */
  programs(): DeployedPrograms & { find(programId: Uint8Array): ProgramEntry | undefined };
  readonly engine?: EngineName;
  readonly observe?: (programId: string, height: number) => Observer | undefined;
}

/** What came of a transaction. */
export interface Processed {
  readonly error?: ExecutionError;
  readonly units: number;
  /** Its accounts as they are after it, by index, where it failed with the fee paid; absent where it never ran. */
  readonly accounts?: readonly TransactionAccount[];
  readonly returnData?: ReturnData;
  readonly records: readonly InvocationRecord[];
  /** The started instructions: all of them, in that order. */
  readonly trace: readonly InstructionContext[];
  /** Whether the payer pays though it failed. */
  readonly charged: boolean;
}

const nothing = { units: 0, records: [], trace: [] } as const;

export function processTransaction(
  message: LoadedMessage,
  budget: ComputeBudget,
  fee: bigint,
  bank: BankView,
  logs: LogCollector,
): Processed {
  const before = message.addresses.map((pubkey, index) => loadAccount(pubkey, index, message, bank));
  const accounts = before.map((account) => ({ ...account }));
  const payerError = chargePayer(accounts[0], fee, bank);
  if (payerError !== undefined) return { ...nothing, error: payerError, charged: false };
  if (loadedSize(before) > budget.loadedAccountsSize)
    return { ...nothing, error: transactionError('MaxLoadedAccountsDataSizeExceeded'), charged: false };
  const programError = checkPrograms(message, accounts);
  if (programError !== undefined) return { ...nothing, error: programError, charged: false };
  const heightLimit = bank.features.has('raise_cpi_nesting_limit_to_8')
    ? maximumHeight.raised
    : maximumHeight.today;
  const transaction = new TransactionContext(new TransactionAccounts(accounts), heightLimit);
  const invocation = new InvokeContext(
    transaction,
    {
      sysvars: bank.sysvars,
      features: bank.features,
      blockhash: message.message.blockhash,
      lamportsPerSignature: bank.lamportsPerSignature,
      heapSize: budget.heapSize,
      programs: bank.programs(),
      ...(bank.engine && { engine: bank.engine }),
      ...(bank.observe && { observe: bank.observe }),
    },
    { remaining: budget.units },
    logs,
  );
  const failure = runInstructions(message, transaction, invocation);
  const left = rentError(before, accounts, (index) => message.isWritable(index), bank.sysvars.rent);
  const error = failure ?? left;
  if (error !== undefined) before[0]!.lamports -= fee;
  return {
    ...(error && { error }),
    units: budget.units - invocation.meter.remaining,
    accounts: error === undefined ? accounts : before,
    returnData: transaction.returnData,
    records: invocation.records,
    trace: transaction.trace,
    charged: true,
  };
}

function loadAccount(
  pubkey: string,
  index: number,
  message: LoadedMessage,
  bank: BankView,
): TransactionAccount {
  const account =
    pubkey === instructionsSysvar
      ? { ...absent(pubkey), owner: sysvarOwner, data: instructionsData(toldInstructions(message)) }
      : (bank.accountAt(pubkey) ?? absent(pubkey));
  const { lamports, owner, data, executable } = account;
  return { pubkey, key: message.keys[index]!, lamports, owner: addressBytes(owner), data, executable };
}

function toldInstructions(message: LoadedMessage) {
  return message.instructions.map(({ programIndex, accounts, data }) => ({
    programId: message.keys[programIndex]!,
    accounts: accounts.map((index) => ({
      key: message.keys[index]!,
      signer: message.isSigner(index),
      writable: message.isWritable(index),
    })),
    data,
  }));
}

/** Agave: validate_fee_payer. */
function chargePayer(
  payer: TransactionAccount | undefined,
  fee: bigint,
  { sysvars }: BankView,
): ExecutionError | undefined {
  if (payer === undefined || payer.lamports === 0n) return transactionError('AccountNotFound', payer?.pubkey);
  const { pubkey, owner, data, lamports } = payer;
  const isNonce = isNonceData(data);
  if (encodeBase58(owner) !== systemProgram || (data.length > 0 && !isNonce))
    return transactionError('InvalidAccountForFee', pubkey);
  const kept = isNonce ? minimumBalance(sysvars.rent, nonceSize) : 0n;
  if (lamports < kept + fee) return transactionError('InsufficientFundsForFee', pubkey);
  const before = { ...payer };
  payer.lamports -= fee;
  if (rentAllows(sysvars.rent, before, payer)) return undefined;
  return rentError([before], [payer], () => true, sysvars.rent);
}

/** Bytes each account counts for beyond its data. Agave: TRANSACTION_ACCOUNT_BASE_SIZE. */
const accountBaseSize = 64;

/** Accounts that do not exist count for nothing. As litesvm has it, the file of an upgradeable program is not counted. */
function loadedSize(accounts: readonly TransactionAccount[]): number {
  return accounts
    .filter(({ lamports }) => lamports > 0n)
    .reduce((size, { data }) => size + accountBaseSize + data.length, 0);
}

/** Programs that instructions of the transaction run: each is one, and its loader belongs to the runtime. */
function checkPrograms(
  message: LoadedMessage,
  accounts: readonly TransactionAccount[],
): ExecutionError | undefined {
  for (const { programIndex } of message.instructions) {
    const { pubkey, executable } = accounts[programIndex]!;
    if (pubkey !== nativeLoader && !executable) return transactionError('InvalidProgramForExecution', pubkey);
  }
  return undefined;
}

function runInstructions(
  message: LoadedMessage,
  transaction: TransactionContext,
  invocation: InvokeContext,
): ExecutionError | undefined {
  const { instructions, addresses } = message;
  const allData = instructions.map(({ data }) => data);
  for (const [index, { programIndex, accounts, data }] of instructions.entries()) {
    const uses = accounts.map((account) => ({
      index: account,
      signer: message.isSigner(account),
      writable: message.isWritable(account),
    }));
    const instruction = new InstructionContext(transaction.accounts, programIndex, uses, data);
    const precompile = precompileAt(addresses[programIndex]!);
    try {
      if (precompile === undefined) invocation.process(instruction);
      else invocation.verify(instruction, precompile, allData);
    } catch (thrown) {
      if (!(thrown instanceof InstructionFailure)) throw thrown;
      return { ...thrown.error, instruction: index };
    }
  }
  return undefined;
}
