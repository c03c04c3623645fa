// Invoke: syscalls by which a program runs an instruction of another one.
import { encodeBase58 } from '../../grammar/base58.js';
import { inputStart } from '../../grammar/memory.js';
import { invocation as invocationCost } from '../../grammar/costs.js';
import { inputParameter, lengthParameter } from '../../grammar/syscall.js';
import { sameBytes } from '../bank/account.js';
import { failed, instructionErrors } from '../bank/errors.js';
import type { InstructionContext } from '../bank/instruction-context.js';
import { loaders, nativeLoader } from '../bank/loaders.js';
import { precompileIds } from '../bank/precompile.js';
import { maximumSeedLength, maximumSeeds, programAddress } from '../bank/program-address.js';
import type { CallerAccount } from './caller-account.js';
import { callerAccount, updateCallee, updateCaller } from './caller-account.js';
import type { AccountInfo, InvokeLayout } from './invoke-layouts.js';
import { accountInfosAt, bytesPerUnit, cLayout, invalidPointer, rustLayout } from './invoke-layouts.js';
import type { SyscallContext, SyscallRow } from './syscall.js';
import { consume, refusalWith } from './syscall.js';
import { keyAt, sliceBytes, slicesAt } from './translate.js';

/** SIMD-0339. */
const cost = invocationCost({ base: 946, bytesPerUnit });

const maximumInfos = 255n;
const maximumSigners = 16n;

/** Bytes an account info is counted for, whatever its layout (SIMD-0339). */
const countedInfoSize = 80n;

const badSeeds = (reason: string) =>
  refusalWith('BadSeeds', `Could not create program address with signer seeds: ${reason}`);

/** The addresses the program signs for. Agave: translate_signers. */
function signersAt({ memory, programId }: SyscallContext, address: bigint, count: bigint): Uint8Array[] {
  const lists = slicesAt(memory, address, count);
  if (count > maximumSigners) throw refusalWith('TooManySigners', 'Too many signers');
  return lists.map((list) => {
    const slices = slicesAt(memory, list.address, list.length);
    if (slices.length > maximumSeeds) throw failed('MaxSeedLengthExceeded');
    const seeds = slices.map((slice) => sliceBytes(memory, slice));
    if (seeds.some(({ length }) => length > maximumSeedLength))
      throw badSeeds(instructionErrors.MaxSeedLengthExceeded);
    const signer = programAddress(seeds, programId);
    if (signer === undefined) throw badSeeds(instructionErrors.InvalidSeeds);
    return signer;
  });
}

/** The first bytes of instructions of loader v3 that programs may invoke: upgrade, set authority, close, set authority checked. */
const openLoaderInstructions: ReadonlySet<number> = new Set([3, 4, 5, 7]);

const closedPrograms: ReadonlySet<string> = new Set([
  nativeLoader,
  loaders.v1,
  loaders.v2,
  ...Object.values(precompileIds),
]);

/** Agave: check_authorized_program. */
function checkProgram(programId: Uint8Array, data: Uint8Array): void {
  const id = encodeBase58(programId);
  const open = id === loaders.v3 && data.length > 0 && openLoaderInstructions.has(data[0]!);
  if (!closedPrograms.has(id) && (id !== loaders.v3 || open)) return;
  throw refusalWith('ProgramNotSupported', `Program ${id} not supported by inner instructions`);
}

/** The account infos and the keys they point to. Agave: translate_account_infos. */
function infosAt(
  { memory, meter }: SyscallContext,
  layout: InvokeLayout,
  address: bigint,
  count: bigint,
): { readonly info: AccountInfo; readonly key: Uint8Array }[] {
  const size = BigInt(layout.infoSize);
  if (address + count * size >= inputStart) throw invalidPointer();
  const view = accountInfosAt(memory, layout, address, count);
  if (count > maximumInfos)
    throw refusalWith(
      'MaxInstructionAccountInfosExceeded',
      `Invoked an instruction with too many account info's (${count} > ${maximumInfos})`,
    );
  consume(meter, Number((count * countedInfoSize) / BigInt(bytesPerUnit)));
  const infos = Array.from({ length: Number(count) }, (_, index) =>
    layout.info(view, index * layout.infoSize, address + BigInt(index) * size),
  );
  return infos.map((info) => ({ info, key: keyAt(memory, info.key, 'read') }));
}

/** An account that the caller and the callee share. */
interface SharedAccount {
  /** Where the caller names it. */
  readonly position: number;
  readonly caller: CallerAccount;
  /** Whether the callee may have changed it. */
  readonly writable: boolean;
}

/** Agave: translate_accounts_common. */
function sharedAccounts(
  context: SyscallContext,
  layout: InvokeLayout,
  callee: InstructionContext,
  infos: ReturnType<typeof infosAt>,
): SharedAccount[] {
  const { meter, logs, input, invocation } = context;
  const { instruction } = invocation;
  const shared: SharedAccount[] = [];
  callee.uses.forEach((use, index) => {
    if (callee.firstMentions[index]! < index) return;
    const position = instruction.positionOf(use.index)!;
    const account = instruction.account(position);
    if (account.executable) {
      consume(meter, Math.floor(account.data.length / bytesPerUnit));
      return;
    }
    const found = infos.find(({ key }) => sameBytes(key, account.key));
    if (found === undefined) {
      logs.log(`Instruction references an unknown account ${account.pubkey}`);
      throw failed('MissingAccount', account.pubkey);
    }
    const caller = callerAccount(context, layout, found.info, input.accounts[position]!);
    consume(meter, Number(caller.length.getBigUint64(0, true) / BigInt(bytesPerUnit)));
    shared.push({ position, caller, writable: use.writable });
  });
  return shared;
}

/** Agave: cpi_common. */
function invokeWith(layout: InvokeLayout): SyscallRow['run'] {
  return (context, instructionAddress, infosAddress, infoCount, seedsAddress, seedCount) => {
    const { meter, invocation } = context;
    consume(meter, cost.base);
    const wanted = layout.instruction(context, instructionAddress);
    const signers = signersAt(context, seedsAddress, seedCount);
    checkProgram(wanted.programId, wanted.data);
    const callee = invocation.prepare(wanted, signers);
    const shared = sharedAccounts(context, layout, callee, infosAt(context, layout, infosAddress, infoCount));
    const { instruction } = invocation;
    for (const { position, caller } of shared) updateCallee(caller, instruction.account(position));
    invocation.process(callee);
    for (const { position, caller, writable } of shared)
      if (writable) updateCaller(context, caller, instruction.account(position));
    return 0n;
  };
}

const parameters = [
  inputParameter('instruction'),
  inputParameter('infos'),
  lengthParameter('info-count'),
  inputParameter('seeds'),
  lengthParameter('seed-count'),
];

const changedBy = ['increase_cpi_account_info_limit', 'syscall_parameter_address_restrictions'] as const;

const does =
  'Runs an instruction of another program with accounts of this one. The program signs for the addresses that its ' +
  'seeds give. r0 is 0; if the instruction fails, so does this one. ';

export const invokeSyscalls = [
  {
    name: 'sol_invoke_signed_c',
    parameters,
    doc:
      does +
      'Layout of C: instruction {program*, metas*, count, data*, length}, meta {key*, writable u8, signer u8}, info ' +
      '{key*, lamports*, data length, data*, owner*, rent epoch, signer, writable, executable}.',
    cost,
    specification: 'Agave: SyscallInvokeSignedC',
    changedBy,
    zeroResult: true,
    run: invokeWith(cLayout),
  },
  {
    name: 'sol_invoke_signed_rust',
    parameters,
    doc:
      does +
      'Layout of Rust: instruction {metas*, capacity, count, data*, capacity, length, program}, meta {key, signer u8, ' +
      'writable u8}, info {key*, lamports cell*, data cell*, owner*, rent epoch, signer, writable, executable}.',
    cost,
    specification: 'Agave: SyscallInvokeSignedRust',
    changedBy,
    zeroResult: true,
    run: invokeWith(rustLayout),
  },
] as const satisfies readonly SyscallRow[];
