// Stories of mints that point to more: metadata elsewhere, groups and their members, programs that hook transfers.
import type { Address, Instruction } from '@solana/kit';
import { address } from '@solana/kit';
import { type Cluster } from '../cluster.js';
import { testAddress } from '../oracle.js';
import { buildProgram, done, exit, move, syscall } from '../small-program.js';
import { createAccounts, createMint, program, signed, tag, token, unsigned } from './extended-mint.js';
import type { Named } from './instructions.js';
import { derived, instruction, memo, u32, u64 } from './instructions.js';
import { sendAllWays } from './variations.js';

const at = (seed: number): Address => address(testAddress(seed));
const [owner, other, updater] = [at(181), at(182), at(183)];
const nobody = new Uint8Array(32);

const fund = (cluster: Cluster): void => {
  for (const person of [owner, other, updater]) cluster.fund(person, 1_000_000_000n);
};

/** First bytes of the instructions of the token group interface. */
const groupTags = {
  initialize: Uint8Array.of(121, 113, 108, 39, 54, 51, 0, 4),
  updateSize: Uint8Array.of(108, 37, 171, 143, 248, 30, 18, 110),
  updateAuthority: Uint8Array.of(161, 105, 88, 1, 237, 221, 216, 203),
  initializeMember: Uint8Array.of(152, 32, 222, 176, 223, 237, 116, 134),
} as const;

export function tellPointers(cluster: Cluster): void {
  fund(cluster);
  [tag.metadataPointer, tag.groupPointer, tag.memberPointer].forEach((pointer, index) => {
    const mint = at(184 + index);
    createMint(cluster, {
      mint,
      authority: owner,
      sizes: [64],
      before: [unsigned(mint, pointer, 0, nobody, nobody)],
    });
    createMint(cluster, {
      mint,
      authority: owner,
      sizes: [64],
      before: [unsigned(mint, pointer, 0, updater, at(190))],
    });
    sendAllWays(cluster, signed(mint, updater, pointer, 1, at(191)));
    sendAllWays(cluster, token.setAuthority(mint, [12, 13, 14][index]!, undefined, updater));
    cluster.send([signed(mint, updater, pointer, 1, at(192))]);
  });
}

export function tellGroupStory(cluster: Cluster): void {
  fund(cluster);
  const [group, first, second] = [at(187), at(188), at(189)];
  const extra = 5_000_000n;
  createMint(cluster, {
    mint: group,
    authority: owner,
    sizes: [64],
    before: [unsigned(group, tag.groupPointer, 0, updater, group)],
    extra,
  });
  for (const member of [first, second])
    createMint(cluster, {
      mint: member,
      authority: owner,
      sizes: [64],
      before: [unsigned(member, tag.memberPointer, 0, updater, member)],
      extra,
    });
  const initialize: readonly Named[] = [
    [group, 'w'],
    [group, 'r'],
    [owner, 's'],
  ];
  const join = (member: Address): Instruction =>
    instruction(
      program,
      [
        [member, 'w'],
        [member, 'r'],
        [owner, 's'],
        [group, 'w'],
        [updater, 's'],
      ],
      groupTags.initializeMember,
    );
  cluster.send([join(first)]);
  sendAllWays(cluster, instruction(program, initialize, groupTags.initialize, updater, u64(1)));
  sendAllWays(cluster, join(first));
  cluster.send([join(first)]);
  cluster.send([join(second)]);
  sendAllWays(cluster, signed(group, updater, groupTags.updateSize, u64(2)));
  cluster.send([join(second)]);
  cluster.send([signed(group, updater, groupTags.updateSize, u64(1))]);
  sendAllWays(cluster, signed(group, updater, groupTags.updateAuthority, nobody));
  cluster.send([signed(group, updater, groupTags.updateSize, u64(9))]);
}

/** A transfer that names what its hook needs: the program, and the account that lists further ones. */
const hooked = (transfer: Instruction, ...more: readonly Address[]): Instruction => ({
  ...transfer,
  accounts: [...transfer.accounts!, ...more.map((pubkey) => ({ address: pubkey, role: 0 }))],
});

/** The list of a hook's further accounts, which are none, behind the type of the instruction it is for. */
const emptyList = Uint8Array.from([105, 37, 101, 197, 75, 251, 102, 26, 4, 0, 0, 0, 0, 0, 0, 0]);

export function tellHookStory(cluster: Cluster): void {
  fund(cluster);
  const [mint, hook, refusing] = [at(193), at(194), at(195)];
  cluster.addProgram(hook, buildProgram(0, [syscall('sol_log_compute_units_'), ...done]));
  cluster.addProgram(refusing, buildProgram(0, [move(0, 77), exit]));
  createMint(cluster, {
    mint,
    authority: owner,
    sizes: [64],
    before: [unsigned(mint, tag.transferHook, 0, updater, hook)],
  });
  const [mine, theirs] = createAccounts(cluster, mint, owner, other) as [Address, Address];
  cluster.send([token.mintTo(mint, mine, 100n, owner)]);
  const pay = token.transferChecked(mine, theirs, mint, 5n, 2, owner);
  const listAt = (hookProgram: Address): Address =>
    derived(hookProgram, new TextEncoder().encode('extra-account-metas'), mint)[0];
  cluster.send([token.transfer(mine, theirs, 5n, owner)]);
  cluster.send([pay]);
  cluster.send([hooked(pay, hook)]);
  cluster.send([hooked(pay, listAt(hook), hook)]);
  for (const data of [new Uint8Array(0), new Uint8Array(16), emptyList, emptyList.slice(0, 15)]) {
    const list = { pubkey: listAt(hook), lamports: 5_000_000n, owner: hook, data, executable: false };
    cluster.put(list);
    cluster.send([hooked(pay, listAt(hook), hook)]);
    cluster.send([hooked(pay, hook, listAt(hook)), memo('as well')]);
  }
  cluster.put({
    pubkey: listAt(refusing),
    lamports: 5_000_000n,
    owner: refusing,
    data: Uint8Array.from([...emptyList.slice(0, 8), ...new Uint8Array(new Uint32Array([4, 0]).buffer)]),
    executable: false,
  });
  sendAllWays(cluster, signed(mint, updater, tag.transferHook, 1, refusing));
  cluster.send([hooked(pay, listAt(hook), hook)]);
  cluster.send([hooked(pay, listAt(refusing), refusing)]);
  cluster.send([signed(mint, updater, tag.transferHook, 1, nobody)]);
  cluster.send([pay]);
  cluster.send([instruction(program, [[mint, 'w']], tag.transferHook, u32(1))]);
}
