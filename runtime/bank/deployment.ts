// Deployment: the transaction that makes a program of a file by loader v3, as its tools send it.
import type { Account } from './account.js';
import { addressBytes, sameBytes, systemProgram } from './account.js';
import { loaders } from './loaders.js';
import { findProgramAddress } from './program-address.js';
import type { Message, Transaction } from './transaction/message.js';

export interface DeployOptions {
  /** Pays for it and signs. Base58. */
  readonly payer: string;
  /** May upgrade and close the program; absent: the payer. */
  readonly authority?: string;
  /** Bytes the program may grow to by upgrades; absent: those of the file. */
  readonly maximumLength?: number;
}

/** What the loader keeps before the bytes of a buffer, and the size of a program account. */
const bufferHeaderSize = 37;
export const programAccountSize = 36;

const rentSysvar = addressBytes('SysvarRent111111111111111111111111111111111');
const clockSysvar = addressBytes('SysvarC1ock11111111111111111111111111111111');
const systemKey = addressBytes(systemProgram);
const loaderKey = addressBytes(loaders.v3);

/** A buffer account that holds the file, as InitializeBuffer and Write leave it. */
export function bufferAccount(
  pubkey: string,
  file: Uint8Array,
  authority: string,
  lamports: bigint,
): Account {
  const data = new Uint8Array(bufferHeaderSize + file.length);
  data[0] = 1;
  data[4] = 1;
  data.set(addressBytes(authority), 5);
  data.set(file, bufferHeaderSize);
  return { pubkey, lamports, owner: loaders.v3, data, executable: false };
}

export const bufferSize = (file: Uint8Array): number => bufferHeaderSize + file.length;

function numbers(...parts: readonly (readonly [bigint | number, 4 | 8])[]): number[] {
  return parts.flatMap(([value, size]) => {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(value), true);
    return [...bytes.subarray(0, size)];
  });
}

/** Creates the program's account and deploys the buffer into it. `lamports`: what keeps a program account. */
export function deployment(
  programId: string,
  buffer: string,
  fileLength: number,
  options: DeployOptions,
  lamports: bigint,
): Transaction {
  const { payer, authority = payer, maximumLength = fileLength } = options;
  const [payerKey, programKey, authorityKey] = [payer, programId, authority].map(addressBytes);
  const { address: programData } = findProgramAddress([programKey!], loaderKey);
  const apart = !sameBytes(payerKey!, authorityKey!);
  const keys = [
    payerKey!,
    programKey!,
    ...(apart ? [authorityKey!] : []),
    programData,
    addressBytes(buffer),
    rentSysvar,
    clockSysvar,
    systemKey,
    loaderKey,
  ];
  const indexOf = (key: Uint8Array): number => keys.findIndex((other) => sameBytes(other, key));
  const create = {
    programIndex: indexOf(systemKey),
    accounts: [0, 1],
    data: Uint8Array.from([...numbers([0, 4], [lamports, 8], [programAccountSize, 8]), ...loaderKey]),
  };
  const deploy = {
    programIndex: indexOf(loaderKey),
    accounts: [
      payerKey!,
      programData,
      programKey!,
      addressBytes(buffer),
      rentSysvar,
      clockSysvar,
      systemKey,
      authorityKey!,
    ].map(indexOf),
    data: Uint8Array.from(numbers([2, 4], [maximumLength, 8])),
  };
  const signers = apart ? 3 : 2;
  const message: Message = {
    version: 'legacy',
    signers,
    readonlySigners: apart ? 1 : 0,
    readonlyOthers: 4,
    keys,
    blockhash: new Uint8Array(32),
    instructions: [create, deploy],
    lookups: [],
  };
  const signatures = Array.from({ length: signers }, () => new Uint8Array(64));
  return { signatures, messageBytes: new Uint8Array(0), message };
}
