// Tokens: transfers by the token programs that litesvm carries, the old one and the one that runs today.
import { address, getAddressDecoder, getAddressEncoder } from '@solana/kit';
import { FeatureSet, LiteSVM } from 'litesvm';
import type { InstructionAccount } from '../../runtime/bank/account.js';
import { systemProgram } from '../../runtime/bank/account.js';
import { testAddress } from '../oracle.js';
import type { ToCall } from './contenders.js';

export const tokenProgram = 'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA';

/** Loader v3: a program account is u32 2 and the address of its data, which follow 45 bytes of header. */
const programAccountSize = 36;
const programDataHeader = 45;

function fileIn(svm: LiteSVM): Uint8Array {
  const found = svm.getAccount(address(tokenProgram));
  if (!found.exists) throw new Error('litesvm carries no token program');
  if (found.data.length !== programAccountSize) return new Uint8Array(found.data);
  const file = svm.getAccount(getAddressDecoder().decode(found.data.subarray(4)));
  if (!file.exists) throw new Error('litesvm carries no file of the token program');
  return new Uint8Array(file.data.subarray(programDataHeader));
}

/** The programs by name. Where no feature is active litesvm has the token program of before p-token. */
export function tokenPrograms(): readonly (readonly [string, Uint8Array])[] {
  const old = new LiteSVM().withFeatureSet(new FeatureSet()).withBuiltins().withDefaultPrograms();
  return [
    ['SPL Token Transfer', fileIn(old)],
    ['p-token Transfer', fileIn(new LiteSVM())],
  ];
}

const [mint, owner, source, destination] = [41, 42, 43, 44].map(testAddress) as [
  string,
  string,
  string,
  string,
];
const keyBytes = (key: string): Uint8Array => new Uint8Array(getAddressEncoder().encode(address(key)));

/** Source: spl-token, `Account`. */
function tokenAccount(pubkey: string, amount: bigint): InstructionAccount {
  const data = new Uint8Array(165);
  data.set(keyBytes(mint), 0);
  data.set(keyBytes(owner), 32);
  new DataView(data.buffer).setBigUint64(64, amount, true);
  data[108] = 1;
  const owned = { lamports: 10_000_000n, owner: tokenProgram, executable: false };
  return { pubkey, data, ...owned, signer: false, writable: true };
}

/** A transfer of one token. */
export const transfer: ToCall = {
  programId: tokenProgram,
  accounts: [
    tokenAccount(source, 1_000_000_000n),
    tokenAccount(destination, 5n),
    {
      pubkey: owner,
      lamports: 10_000_000n,
      owner: systemProgram,
      data: new Uint8Array(0),
      executable: false,
      signer: true,
      writable: false,
    },
  ],
  data: Uint8Array.of(3, 1, 0, 0, 0, 0, 0, 0, 0),
};
