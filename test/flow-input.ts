// Serialized program input for tests of Flow: aligned layout, duplicates as Agave writes them.

export type InputAccount =
  | { readonly duplicateOf: number }
  | { readonly key: number; readonly lamports: bigint; readonly data: Uint8Array; readonly signer?: boolean };

/** Agave: serialize_parameters_aligned. Keys are the byte `key` repeated, owners its complement. */
export function serializeInput(accounts: readonly InputAccount[], data: Uint8Array): Uint8Array {
  const pieces: Uint8Array[] = [];
  const put64 = (value: bigint): void => {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, value, true);
    pieces.push(bytes);
  };
  put64(BigInt(accounts.length));
  for (const account of accounts) {
    if ('duplicateOf' in account) {
      put64(BigInt(account.duplicateOf));
      continue;
    }
    pieces.push(Uint8Array.of(0xff, account.signer ? 1 : 0, 1, 0, 0, 0, 0, 0));
    pieces.push(new Uint8Array(32).fill(account.key), new Uint8Array(32).fill(255 - account.key));
    put64(account.lamports);
    put64(BigInt(account.data.length));
    pieces.push(account.data, new Uint8Array(10240 + (-account.data.length & 7)));
    put64(0xffff_ffff_ffff_ffffn);
  }
  put64(BigInt(data.length));
  pieces.push(data, new Uint8Array(32).fill(7));
  return Uint8Array.from(Buffer.concat(pieces));
}
