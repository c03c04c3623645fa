// Deployment: hands a program file to the real loader-v3 inside litesvm, as a deployment to the network would.
import {
  AccountRole,
  address,
  appendTransactionMessageInstruction,
  compileTransaction,
  createTransactionMessage,
  getAddressEncoder,
  getProgramDerivedAddress,
  lamports,
  pipe,
  setTransactionMessageFeePayer,
  type Address,
} from '@solana/kit';
import { ComputeBudget, FailedTransactionMetadata, LiteSVM } from 'litesvm';
import { testAddress } from './oracle.js';

const loader = address('BPFLoaderUpgradeab1e11111111111111111111111');
const system = address('11111111111111111111111111111111');
const rent = address('SysvarRent111111111111111111111111111111111');
const clock = address('SysvarC1ock11111111111111111111111111111111');
const payer = address(testAddress(1));
const programId = address(testAddress(2));
const buffer = address(testAddress(3));
const plenty = lamports(100_000_000_000n);

/** Agave: UpgradeableLoaderState::Buffer with an authority, then the program's bytes. */
function bufferData(elf: Uint8Array): Uint8Array {
  return Uint8Array.from([1, 0, 0, 0, 1, ...getAddressEncoder().encode(payer), ...elf]);
}

/** Agave: UpgradeableLoaderInstruction::DeployWithMaxDataLen. */
function deployData(length: number): Uint8Array {
  const data = new Uint8Array(12);
  const view = new DataView(data.buffer);
  view.setUint32(0, 2, true);
  view.setBigUint64(4, BigInt(length), true);
  return data;
}

export interface Deployment {
  readonly ok: boolean;
  readonly logs: readonly string[];
}

/** Deploys the file into a fresh litesvm; with `data`, also runs it in the next slot and gives those logs. */
export async function deploy(elf: Uint8Array, data?: Uint8Array): Promise<Deployment> {
  const svm = new LiteSVM().withSigverify(false).withBlockhashCheck(false);
  const limits = new ComputeBudget();
  limits.computeUnitLimit = 1_400_000n;
  svm.withComputeBudget(limits);
  const put = (at: Address, programAddress: Address, content: Uint8Array): void => {
    svm.setAccount({
      address: at,
      lamports: plenty,
      programAddress,
      data: content,
      executable: false,
      space: BigInt(content.length),
    });
  };
  put(payer, system, new Uint8Array(0));
  put(buffer, loader, bufferData(elf));
  put(programId, loader, new Uint8Array(36));
  const [programData] = await getProgramDerivedAddress({
    programAddress: loader,
    seeds: [getAddressEncoder().encode(programId)],
  });
  const { WRITABLE, READONLY, WRITABLE_SIGNER, READONLY_SIGNER } = AccountRole;
  const send = (
    programAddress: Address,
    accounts: readonly (readonly [Address, AccountRole])[],
    content: Uint8Array,
  ) =>
    svm.sendTransaction(
      pipe(
        createTransactionMessage({ version: 0 }),
        (message) => setTransactionMessageFeePayer(payer, message),
        (message) => svm.setTransactionMessageLifetimeUsingLatestBlockhash(message),
        (message) =>
          appendTransactionMessageInstruction(
            {
              programAddress,
              accounts: accounts.map(([account, role]) => ({ address: account, role })),
              data: content,
            },
            message,
          ),
        (message) => compileTransaction(message),
      ),
    );
  const told = (sent: ReturnType<typeof send>): Deployment =>
    sent instanceof FailedTransactionMetadata
      ? { ok: false, logs: sent.meta().logs() }
      : { ok: true, logs: sent.logs() };
  const deployed = told(
    send(
      loader,
      [
        [payer, WRITABLE_SIGNER],
        [programData, WRITABLE],
        [programId, WRITABLE],
        [buffer, WRITABLE],
        [rent, READONLY],
        [clock, READONLY],
        [system, READONLY],
        [payer, READONLY_SIGNER],
      ],
      deployData(elf.length),
    ),
  );
  if (!deployed.ok || data === undefined) return deployed;
  svm.warpToSlot(svm.getClock().slot + 1n);
  return told(send(programId, [], data));
}
