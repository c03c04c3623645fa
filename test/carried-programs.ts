// The real programs litesvm carries: their names and the bytes of their files.
import { address, getAddressDecoder, type Address } from '@solana/kit';
import { LiteSVM } from 'litesvm';

const programs: readonly (readonly [string, string])[] = [
  ['SPL Token', 'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA'],
  ['Token-2022', 'TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb'],
  ['Associated Token Account', 'ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL'],
  ['Memo', 'MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr'],
  ['Memo v1', 'Memo1UhkJRfHyvLMcVucJwxXeuD728EqVDDwQDxFMNo'],
  ['Address Lookup Table', 'AddressLookupTab1e1111111111111111111111111'],
  ['Stake', 'Stake11111111111111111111111111111111111111'],
];

/** Loader v3: a program account is u32 2 and the address of its data, which follow 45 bytes of header. */
const programAccountSize = 36;
const programDataHeader = 45;

function dataOf(svm: LiteSVM, id: Address): Uint8Array {
  const account = svm.getAccount(id);
  if (!account.exists) throw new Error(`litesvm does not carry ${id}`);
  return new Uint8Array(account.data);
}

/** Pairs of name and ELF file. */
export function carriedPrograms(): (readonly [string, Uint8Array])[] {
  const svm = new LiteSVM();
  return programs.map(([name, id]) => {
    const data = dataOf(svm, address(id));
    if (data.length !== programAccountSize) return [name, data];
    return [name, dataOf(svm, getAddressDecoder().decode(data.subarray(4))).subarray(programDataHeader)];
  });
}
