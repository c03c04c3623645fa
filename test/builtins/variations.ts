// Variations: what can be wrong with an instruction, whatever it is: its data cut, its accounts missing, bare of
// rights, exchanged or the same, its budget short.
import type { BuiltinCase, CaseInstruction, Meta } from './case.js';

/** Names and cases; in each, the last instruction is changed in one way. */
export function variations(given: BuiltinCase): readonly (readonly [string, BuiltinCase])[] {
  const last = given.instructions.at(-1)!;
  const { accounts, data } = last;
  const changed = (name: string, change: Partial<CaseInstruction>): readonly [string, BuiltinCase] => [
    name,
    { ...given, instructions: [...given.instructions.slice(0, -1), { ...last, ...change }] },
  ];
  const replaced = (position: number, meta: Meta): readonly Meta[] => accounts.with(position, meta);
  const positions = [...accounts.keys()];
  return [
    ['as it should be', given],
    ...[0, 3, 4, Math.floor(data.length / 2), data.length - 1].map((length) =>
      changed(`${length} bytes of data`, { data: data.slice(0, length) }),
    ),
    changed('more data', { data: Uint8Array.from([...data, 0]) }),
    changed('even more data', { data: Uint8Array.from([...data, 7, 7, 7, 7, 7, 7, 7, 7]) }),
    ...positions.map((count) => changed(`${count} accounts`, { accounts: accounts.slice(0, count) })),
    ...positions.map((position) =>
      changed(`account ${position} unsigned`, {
        accounts: replaced(position, { ...accounts[position]!, signer: false }),
      }),
    ),
    ...positions.map((position) =>
      changed(`account ${position} read-only`, {
        accounts: replaced(position, { ...accounts[position]!, writable: false }),
      }),
    ),
    ...positions.map((position) =>
      changed(`account ${position} with all rights`, {
        accounts: replaced(position, { ...accounts[position]!, writable: true, signer: true }),
      }),
    ),
    ...positions.slice(1).flatMap((position) => [
      changed(`account ${position} before the first`, {
        accounts: replaced(position, accounts[0]!).with(0, accounts[position]!),
      }),
      changed(`account ${position} the first once more`, { accounts: replaced(position, accounts[0]!) }),
    ]),
    changed('an account more', { accounts: [...accounts, { pubkey: last.program }] }),
    ...[0, 149, 150].map((budget): readonly [string, BuiltinCase] => [
      `${budget} units`,
      { ...given, budget },
    ]),
  ];
}
