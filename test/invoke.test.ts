// Programs that invoke programs: rights, limits, costs, errors, and accounts kept alike, here and in litesvm.
import type { Address } from '@solana/kit';
import { address } from '@solana/kit';
import { beforeEach, describe, expect, it } from 'vitest';
import { heapStart, inputStart, programStart, stackStart } from '../grammar/memory.js';
import type { Account } from '../runtime/bank/account.js';
import { absent, addressBytes } from '../runtime/bank/account.js';
import { loaders } from '../runtime/bank/loaders.js';
import type { TransactionOutcome } from '../runtime/bank/transaction/outcome.js';
import { executeOnEngines } from './engines.js';
import { Cluster, payer } from './cluster.js';
import type { Asked, LayoutName, Listed, Meta, Place } from './invoke-image.js';
import { infoSize, invokeImage, invokeSteps, placesOf } from './invoke-image.js';
import type { Case } from './oracle.js';
import { expectSame, judge, testAddress } from './oracle.js';
import { randomOf } from './random.js';
import type { Step } from './small-program.js';
import {
  add,
  args,
  buildProgram,
  constant,
  copy,
  done,
  exit,
  move,
  op,
  put,
  read,
  rodata,
  syscall,
  write,
} from './small-program.js';
import { invokeSyscalls } from '../runtime/syscalls/invoke.js';
import type { Named } from './stories/instructions.js';
import { itHadEnoughCases, tally } from './syscalls/tally.js';
import { derived, encode, instruction, setUnits, system, u32, u64 } from './stories/instructions.js';

const at = (seed: number): Address => address(testAddress(seed));
const key = (pubkey: string): Uint8Array => addressBytes(pubkey);

const caller = at(50);
const callee = at(51);
const other = at(52);
const upgradeable = address('BPFLoaderUpgradeab1e11111111111111111111111');

const layouts: readonly LayoutName[] = ['c', 'rust'];

/** Accounts of most cases: one of the caller, one of the callee, one of nobody here. */
const own: Account = {
  pubkey: at(60),
  lamports: 10_000_000n,
  owner: caller,
  data: Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8]),
  executable: false,
};
const theirs: Account = { ...own, pubkey: at(61), owner: callee, data: new Uint8Array(16) };
const foreign: Account = { ...own, pubkey: at(62), owner: other };

const [derivedAddress, bump] = derived(caller, new TextEncoder().encode('vault'));

const cluster = new Cluster();

/** Makes the cluster what it was before the last scene. */
function reset(): void {
  for (const account of [own, theirs, foreign, absent(derivedAddress)]) cluster.put(account);
  cluster.fund(payer, 1_000_000_000_000n);
}

beforeEach(reset);

/** The data of an account in the cluster as it is now. */
const lengthOf = (pubkey: Address): number =>
  pubkey === callee || pubkey === other || pubkey === caller
    ? 36
    : (cluster.bank.getAccount(pubkey)?.data.length ?? 0);

const listed = (accounts: readonly Named[]): Listed[] =>
  accounts.map(([pubkey], position) => {
    const same = accounts.findIndex(([other]) => other === pubkey);
    return same < position ? { same } : { length: lengthOf(pubkey) };
  });

interface Scene {
  /** What the transaction hands the caller; the callee's account is added as the last. */
  readonly accounts: readonly Named[];
  /** What the callee is handed; absent: all but the last, with the rights the caller has. */
  readonly metas?: readonly Meta[];
  readonly data?: Uint8Array;
  /** What the caller does before and after, and what the callee does. */
  readonly before?: readonly Step[];
  readonly after?: readonly Step[];
  readonly does?: readonly Step[];
  readonly programId?: Address;
  readonly seeds?: Asked['seeds'];
  readonly infos?: (places: readonly Place[]) => readonly Place[];
  readonly patches?: Asked['patches'];
  readonly args?: Asked['args'];
  readonly units?: number;
  readonly version?: 0 | 3;
  /** Of both programs. */
  readonly loader?: keyof typeof loaders;
}

const metasOf = (accounts: readonly Named[]): Meta[] =>
  accounts.map(([pubkey, role]) => ({
    key: key(pubkey),
    signer: role.includes('s') ? 1 : 0,
    writable: role.includes('w') ? 1 : 0,
  }));

/** Plays the scene in one layout; here and in litesvm it ends alike. */
function playIn(layout: LayoutName, scene: Scene): TransactionOutcome {
  const { programId = callee, before = [], after = done, does = done, version = 3 } = scene;
  const accounts: Named[] = [...scene.accounts, [programId, 'r']];
  const loader = address(loaders[scene.loader ?? 'v3']);
  const places = placesOf(listed(accounts), scene.loader !== 'v1');
  const asked: Asked = {
    layout,
    programId: key(programId),
    metas: scene.metas ?? metasOf(scene.accounts),
    infos: scene.infos?.(places) ?? places,
    ...(scene.data && { data: scene.data }),
    ...(scene.seeds && { seeds: scene.seeds }),
    ...(scene.patches && { patches: scene.patches }),
    ...(scene.args && { args: scene.args }),
  };
  const built = invokeImage(asked);
  const steps = [copy(6, 1), ...before, ...invokeSteps(asked, built), ...after];
  cluster.addProgram(caller, buildProgram(version, steps, built.bytes), loader);
  if (programId === callee) cluster.addProgram(callee, buildProgram(version, does), loader);
  const run = instruction(caller, accounts, 7);
  tally(`sol_invoke_signed_${layout}`, steps, does, accounts, programId, scene.units, version, loader);
  return cluster.send(scene.units === undefined ? [run] : [setUnits(scene.units), run]);
}

/** Plays the scene in both layouts; gives the outcome of C. */
function play(scene: Scene): TransactionOutcome {
  const [first] = layouts.map((layout) => {
    reset();
    return playIn(layout, scene);
  });
  return first!;
}

const writing: readonly Named[] = [
  [own.pubkey as Address, 'w'],
  [theirs.pubkey as Address, 'w'],
];

describe('an invocation', () => {
  it('runs another program', () => {
    expect(play({ accounts: [] }).status).toBe('ok');
    expect(play({ accounts: writing }).status).toBe('ok');
    expect(play({ accounts: writing, version: 0 }).status).toBe('ok');
    play({ accounts: writing, data: new Uint8Array(600) });
    play({ accounts: [[payer, 'ws'], ...writing] });
  });

  it('costs what it costs at every budget', () => {
    for (let units = 900; units < 1130; units++)
      play({ accounts: writing, units, data: new Uint8Array(600) });
  });

  it('hands on return data', () => {
    const say = [rodata(1), move(2, 0), constant(1, inputStart), move(2, 5), syscall('sol_set_return_data')];
    const get = [
      constant(1, heapStart + 4096n),
      move(2, 100),
      constant(3, heapStart + 8192n),
      syscall('sol_get_return_data'),
      copy(1, 0),
      syscall('sol_log_64_'),
      constant(1, heapStart + 8192n),
      syscall('sol_log_pubkey'),
    ];
    play({ accounts: writing, does: [...say, ...done], after: [...get, ...done] });
    play({ accounts: writing, before: [...say, copy(1, 6)], after: [...get, ...done] });
  });

  it('tells how deep it is', () => {
    const tell = [syscall('sol_get_stack_height'), copy(1, 0), syscall('sol_log_64_')];
    play({ accounts: [], before: tell, does: [...tell, ...done], after: [...tell, ...done] });
  });

  it('fails with its callee', () => {
    for (const does of [
      [move(0, 5), exit],
      [constant(0, 5n << 32n), exit],
      [constant(0, 0x1_0000_0001n), exit],
      [syscall('abort')],
      [constant(1, 7n), read(8, 0, 1, 0), exit],
      [op('ja', { offset: -1 })],
      [...args(0, 0xffff_ffff), syscall('sol_log_')],
      [...args(0x3_0000_0000n, 1025), syscall('sol_set_return_data'), ...done],
    ])
      play({ accounts: writing, does });
  });
});

describe('who is named', () => {
  it('must be known', () => {
    const meta = (pubkey: Address): Meta => ({ key: key(pubkey) });
    play({ accounts: writing, metas: [meta(at(99))] });
    play({ accounts: writing, metas: [meta(payer)] });
    play({ accounts: writing, metas: [meta(caller)] });
    play({ accounts: writing, infos: (places) => places.slice(1) });
    play({ accounts: writing, infos: () => [] });
    play({ accounts: writing, infos: (places) => [...places, ...places] });
    play({ accounts: writing, metas: [], infos: () => [] });
  });

  it('must be a program at hand', () => {
    for (const id of [at(99), payer, system, upgradeable, at(62)]) {
      const programId = key(id);
      play({
        accounts: writing,
        patches: ({ programId: offset, instruction }) =>
          [offset, instruction + 48].flatMap((place) =>
            [0, 8, 16, 24].map(
              (part) => [place + part, new DataView(programId.buffer).getBigUint64(part, true), 8] as const,
            ),
          ),
        infos: (places) => places,
      });
    }
    play({ accounts: writing, programId: at(62) });
    play({ accounts: [...writing, [callee, 'r']], programId: payer });
  });

  it('may be a program', () => {
    play({ accounts: [...writing, [callee, 'r']] });
    play({ accounts: [...writing, [callee, 'r'], [caller, 'r']], infos: (places) => places.slice(0, 2) });
    play({ accounts: [[system, 'r']] });
  });

  it('may not be a loader or a precompile', () => {
    for (const id of [
      'NativeLoader1111111111111111111111111111111',
      'BPFLoader1111111111111111111111111111111111',
      'BPFLoader2111111111111111111111111111111111',
      'Ed25519SigVerify111111111111111111111111111',
      'KeccakSecp256k11111111111111111111111111111',
      'Secp256r1SigVerify1111111111111111111111111',
    ])
      play({ accounts: writing, programId: address(id) });
    for (const first of [0, 1, 2, 6, 8, 10, 255])
      play({ accounts: writing, programId: upgradeable, data: Uint8Array.of(first, 0, 0, 0) });
    play({ accounts: writing, programId: upgradeable });
  });
});

describe('rights', () => {
  it('cannot be escalated', () => {
    const mine = key(own.pubkey);
    for (const role of ['r', 'w', 's', 'ws'] as const)
      for (const [signer, writable] of [
        [0, 0],
        [1, 0],
        [0, 1],
        [1, 1],
      ] as const)
        play({ accounts: [[own.pubkey as Address, role]], metas: [{ key: mine, signer, writable }] });
  });

  it('add up over mentions', () => {
    const [mine, its] = [key(own.pubkey), key(theirs.pubkey)];
    const accounts: readonly Named[] = [
      [own.pubkey as Address, 'w'],
      [theirs.pubkey as Address, 'ws'],
    ];
    const show = [constant(1, inputStart), move(2, 400), syscall('sol_set_return_data'), ...done];
    play({
      accounts,
      metas: [{ key: mine }, { key: its }, { key: mine, writable: 1 }, { key: its, signer: 1 }],
      does: show,
    });
    play({ accounts, metas: [{ key: mine, signer: 1 }, { key: mine }], does: show });
    play({ accounts, metas: [{ key: mine }, { key: mine, signer: 1 }], does: show });
    play({ accounts: [...accounts, [own.pubkey as Address, 'w']], metas: [{ key: mine }], does: show });
  });

  it('are flags of one bit', () => {
    for (const [signer, writable] of [
      [2, 0],
      [0, 2],
      [255, 255],
      [1, 2],
    ] as const)
      play({ accounts: writing, metas: [{ key: key(at(99)), signer, writable }] });
  });
});

describe('seeds', () => {
  const seed = (...texts: readonly string[]) => texts.map((text) => new TextEncoder().encode(text));
  const vault = [...seed('vault'), Uint8Array.of(bump)];

  it('sign for the addresses they give', () => {
    const accounts: readonly Named[] = [[derivedAddress, 'w']];
    const metas = [{ key: key(derivedAddress), signer: 1, writable: 1 }];
    play({ accounts, metas, seeds: [vault] });
    play({ accounts, metas, seeds: [] });
    play({ accounts, metas, seeds: [seed('nothing'), vault] });
    play({ accounts, metas, seeds: [vault, vault] });
    play({ accounts, metas, seeds: [[...seed('vault'), Uint8Array.of(bump ^ 1)]] });
  });

  it('have their limits', () => {
    const long = new Uint8Array(32);
    play({ accounts: [], seeds: [[]] });
    play({ accounts: [], seeds: [[new Uint8Array(0)]] });
    for (let start = 0; start < 8; start++) play({ accounts: [], seeds: [[Uint8Array.of(start)]] });
    play({ accounts: [], seeds: [[long]] });
    play({ accounts: [], seeds: [[new Uint8Array(33)]] });
    play({ accounts: [], seeds: [Array.from({ length: 16 }, () => long)] });
    play({ accounts: [], seeds: [Array.from({ length: 17 }, () => long)] });
    play({ accounts: [], seeds: Array.from({ length: 16 }, () => vault) });
    play({ accounts: [], seeds: Array.from({ length: 17 }, () => vault) });
  });

  it('let a program move lamports of the system program', () => {
    for (const amount of [0n, 1n, 2_000_000n, 3_000_000n, 4_000_000n]) {
      const data = encode(u32(2), u64(amount));
      for (const layout of layouts) {
        reset();
        cluster.fund(derivedAddress, 3_000_000n);
        playIn(layout, {
          accounts: [
            [derivedAddress, 'w'],
            [own.pubkey as Address, 'w'],
          ],
          metas: [
            { key: key(derivedAddress), signer: 1, writable: 1 },
            { key: key(own.pubkey), writable: 1 },
          ],
          programId: system,
          data,
          seeds: [vault],
        });
      }
    }
  });

  it('let a program create an account', () => {
    for (const size of [0, 10, 10_240, 10_241, 20_000]) {
      const data = encode(u32(0), u64(200_000_000n), u64(size), caller);
      play({
        accounts: [
          [payer, 'ws'],
          [derivedAddress, 'w'],
        ],
        metas: [
          { key: key(payer), signer: 1, writable: 1 },
          { key: key(derivedAddress), signer: 1, writable: 1 },
        ],
        programId: system,
        data,
        seeds: [vault],
      });
    }
  });
});

describe('limits', () => {
  it('bound metas, infos and data', () => {
    const metas = (count: number) => Array.from({ length: count }, () => ({ key: key(own.pubkey) }));
    const infos = (count: number) => (places: readonly Place[]) =>
      Array.from({ length: count }, () => places[0]!);
    for (const count of [7, 8, 254, 255, 256]) {
      play({ accounts: writing, metas: metas(count) });
      play({ accounts: writing, metas: metas(1), infos: infos(count) });
    }
    for (const size of [249, 250, 10_240, 10_241]) play({ accounts: writing, data: new Uint8Array(size) });
    play({ accounts: writing, args: (all) => [...all.slice(0, 2), 1n << 60n, ...all.slice(3)] });
    play({ accounts: writing, args: (all) => [...all.slice(0, 4), 1n << 60n] });
  });

  it('bound nesting', () => {
    const self: Scene = { accounts: [[caller, 'r']], programId: caller, metas: [{ key: key(caller) }] };
    play(self);
    // Returns at a height, before that invokes itself.
    for (const height of [2, 4, 5, 6])
      play({
        ...self,
        before: [
          syscall('sol_get_stack_height'),
          op('jne.imm', { dst: 0, immediate: height, offset: 2 }),
          ...done,
        ],
      });
  });
});

describe('pointers', () => {
  it('are checked', () => {
    const places: readonly bigint[] = [
      // Constants, text, the stack and the gap in it, each aligned and not.
      ...[0n, 1n, 8n, programStart, programStart + 4n, stackStart - 8n, stackStart, stackStart + 1n],
      ...[stackStart + 4096n, stackStart + 0x3_fff8n, stackStart + 0x7_fff8n],
      // The heap with less and less of it, the input, and where sums wrap.
      ...[heapStart - 1n, heapStart + 1n, heapStart + 2n, heapStart + 4n, heapStart + 32_760n],
      ...[heapStart + 32_767n, inputStart - 8n, inputStart, inputStart + 4n, 1n << 63n, (1n << 64n) - 8n],
    ];
    for (let argument = 0; argument < 5; argument++)
      for (const value of argument === 2 || argument === 4 ? [0n, 1n, 3n, 600n] : places)
        play({
          accounts: writing,
          args: (all) => all.map((old, index) => (index === argument ? value : old)),
        });
  });

  it('lead to the parts of the account', () => {
    for (const layout of layouts) {
      const words = infoSize(layout) / 8;
      for (let word = 0; word < words; word++)
        for (const value of [0n, 1n, heapStart, inputStart, inputStart + 8n, inputStart + 96n]) {
          reset();
          playIn(layout, {
            accounts: writing,
            patches: ({ infos }) => [[infos + word * 8, value, 8]],
          });
        }
    }
  });

  it('lead through cells', () => {
    for (let word = 0; word < 9; word++)
      for (const value of [0n, 1n, 9n, 20_000n, heapStart, inputStart, inputStart + 96n]) {
        reset();
        playIn('rust', { accounts: writing, patches: ({ cells }) => [[cells + word * 8, value, 8]] });
      }
  });

  it('of the instruction are checked', () => {
    for (const layout of layouts)
      for (let word = 0; word < (layout === 'c' ? 5 : 6); word++)
        for (const value of [0n, 1n, 5n, heapStart + 3n, inputStart, 1n << 40n]) {
          reset();
          playIn(layout, {
            accounts: writing,
            patches: ({ instruction: offset }) => [[offset + word * 8, value, 8]],
          });
        }
  });
});

/** Steps that change the account of the input at a position, r6 being the input. */
const part = (place: Place, field: 'lamports' | 'data' | 'owner', back = 0): readonly Step[] => [
  constant(7, place[field] - BigInt(back)),
];
const changeNumber = (by: number): readonly Step[] => [read(8, 8, 7, 0), add(8, by), write(8, 7, 0, 8)];

describe('accounts', () => {
  const [mine, its] = placesOf([{ length: 8 }, { length: 16 }]) as [Place, Place];
  /** In the callee the same accounts lie at the same places. */
  const changes: readonly (readonly [string, readonly Step[]])[] = [
    ['nothing', []],
    ['own data', [...part(mine, 'data'), put(1, 7, 0, 77)]],
    ['other data', [...part(its, 'data'), put(1, 7, 0, 78)]],
    [
      'lamports there',
      [...part(mine, 'lamports'), ...changeNumber(-5), ...part(its, 'lamports'), ...changeNumber(5)],
    ],
    [
      'lamports back',
      [...part(mine, 'lamports'), ...changeNumber(5), ...part(its, 'lamports'), ...changeNumber(-5)],
    ],
    ['lamports made', [...part(mine, 'lamports'), ...changeNumber(5)]],
    ['own growth', [...part(mine, 'data', 8), put(8, 7, 0, 100)]],
    ['own greatest growth', [...part(mine, 'data', 8), put(8, 7, 0, 10_248)]],
    ['own excess', [...part(mine, 'data', 8), put(8, 7, 0, 10_249)]],
    ['own shrinking', [...part(mine, 'data', 8), put(8, 7, 0, 3)]],
    ['other growth', [...part(its, 'data', 8), put(8, 7, 0, 100)]],
    ['other shrinking', [...part(its, 'data', 8), put(8, 7, 0, 3)]],
    ['other emptying', [...part(its, 'data', 8), put(8, 7, 0, 0)]],
    ['own owner', [...part(mine, 'data'), put(8, 7, 0, 0), ...part(mine, 'owner'), put(8, 7, 0, 9)]],
    ['other owner', [...part(its, 'owner'), put(8, 7, 0, 9)]],
  ];

  it.each(changes)('changed before: %s', (_, before) => {
    const show = [constant(1, its.data - 8n), move(2, 24), syscall('sol_set_return_data'), ...done];
    play({ accounts: writing, before, does: show });
    play({ accounts: [[own.pubkey as Address, 'r'], writing[1]!], before });
    play({ accounts: writing, before, metas: [{ key: key(theirs.pubkey), writable: 1 }] });
  });

  it.each(changes)('changed by the callee: %s', (_, does) => {
    const show = [constant(1, mine.data - 8n), move(2, 24), syscall('sol_set_return_data'), ...done];
    play({ accounts: writing, does: [...does, ...done], after: show });
    play({
      accounts: [
        [own.pubkey as Address, 'r'],
        [theirs.pubkey as Address, 'r'],
      ],
      does: [...does, ...done],
    });
  });

  it.each(changes)('changed before, inside and after: %s', (_, steps) => {
    play({ accounts: writing, before: steps, does: [...steps, ...done], after: [...steps, ...done] });
  });

  it.each(changes)('changed after: %s', (_, steps) => {
    play({ accounts: writing, after: [...steps, ...done] });
    play({
      accounts: writing,
      metas: [{ key: key(theirs.pubkey) }],
      does: [...changes[2]![1], ...done],
      after: [...steps, ...done],
    });
  });

  it('that say a length of their own', () => {
    for (const length of [0n, 1n, 7n, 9n, 1000n, 10_248n, 10_249n, 1n << 40n])
      for (const layout of layouts) {
        reset();
        playIn(layout, {
          accounts: writing,
          patches: ({ infos, cells }) => [[layout === 'c' ? infos + 16 : cells + 64, length, 8]],
        });
      }
  });
});

describe('programs of older loaders', () => {
  const tell = [syscall('sol_get_stack_height'), copy(1, 0), syscall('sol_log_64_')];
  const [mine, its] = placesOf([{ length: 8 }, { length: 16 }], false) as [Place, Place];
  const show = (address: bigint): readonly Step[] => [
    constant(1, address),
    move(2, 240),
    syscall('sol_set_return_data'),
    ...done,
  ];

  it.each(['v1', 'v2'] as const)('invoke and are invoked: %s', (loader) => {
    for (const version of [0, 3] as const) {
      const scene = { accounts: writing, version, loader } as const;
      expect(play({ ...scene, before: tell, does: [...tell, ...done] }).status).toBe('ok');
      play({ ...scene, does: show(inputStart), after: show(inputStart + 8n) });
      play({ ...scene, accounts: [...writing, writing[0]!, [payer, 'ws']], does: show(inputStart + 100n) });
      play({ ...scene, accounts: [...writing, [callee, 'r']], data: Uint8Array.of(1, 2, 3) });
      play({ ...scene, does: [move(0, 9), exit] });
      play({ ...scene, accounts: [[payer, 'r']], metas: [{ key: key(payer), signer: 1 }] });
    }
  });

  it('of v1 change accounts in place', () => {
    const changes: readonly (readonly Step[])[] = [
      [...part(mine, 'data'), put(1, 7, 0, 77)],
      [...part(its, 'data'), put(1, 7, 3, 78)],
      [...part(mine, 'data', 8), put(8, 7, 0, 7)],
      [...part(mine, 'data', 8), put(8, 7, 0, 9)],
      [...part(mine, 'owner'), put(8, 7, 0, 9)],
      [...part(its, 'owner'), put(8, 7, 0, 9)],
      [...part(mine, 'lamports'), ...changeNumber(-5), ...part(its, 'lamports'), ...changeNumber(5)],
      [...part(mine, 'lamports'), ...changeNumber(5), ...part(its, 'lamports'), ...changeNumber(-5)],
    ];
    for (const steps of changes) {
      const scene = { accounts: writing, version: 0, loader: 'v1' } as const;
      play({ ...scene, before: steps });
      play({ ...scene, does: [...steps, ...done], after: show(mine.key) });
      play({ ...scene, after: [...steps, ...done] });
      play({ ...scene, before: steps, does: [...steps, ...done], after: [...steps, ...done] });
    }
  });

  it('of v1 may give what is not aligned', () => {
    for (const version of [0, 3] as const)
      for (let argument = 0; argument < 4; argument++)
        play({
          accounts: writing,
          version,
          loader: 'v1',
          args: (all) => all.map((value, index) => (index === argument && index !== 2 ? value + 1n : value)),
        });
    for (const name of [
      'sol_get_clock_sysvar',
      'sol_get_rent_sysvar',
      'sol_get_epoch_rewards_sysvar',
      'sol_get_last_restart_slot',
    ])
      for (const address of [heapStart + 4096n, heapStart + 4097n, inputStart])
        play({
          accounts: [],
          version: 0,
          loader: 'v1',
          does: [constant(1, address), syscall(name), ...done],
        });
    const allocate = [move(1, 3), move(2, 0), syscall('sol_alloc_free_'), copy(1, 0), syscall('sol_log_64_')];
    play({ accounts: [], version: 0, loader: 'v1', does: [...allocate, ...allocate, ...allocate, ...done] });
    play({ accounts: [], version: 0, loader: 'v2', does: [...allocate, ...allocate, ...allocate, ...done] });
  });
});

describe('the instructions before', () => {
  const meta = heapStart + 8192n;
  const ask = (index: number, dataLength: number, count: number): readonly Step[] => [
    constant(7, meta),
    put(8, 7, 0, dataLength),
    put(8, 7, 8, count),
    move(1, index),
    constant(2, meta),
    constant(3, meta + 16n),
    constant(4, meta + 64n),
    constant(5, meta + 128n),
    syscall('sol_get_processed_sibling_instruction'),
    copy(1, 0),
    read(8, 2, 7, 0),
    read(8, 3, 7, 8),
    syscall('sol_log_64_'),
    constant(1, meta),
    move(2, 300),
    syscall('sol_set_return_data'),
  ];

  it('are told to a program', () => {
    const run = (steps: readonly Step[]) => {
      cluster.addProgram(caller, buildProgram(3, [...steps, ...done]));
      const first = instruction(
        system,
        [
          [payer, 'ws'],
          [own.pubkey as Address, 'w'],
        ],
        u32(2),
        u64(5),
      );
      const last = instruction(
        caller,
        [
          [own.pubkey as Address, 'w'],
          [payer, 's'],
        ],
        7,
        8,
      );
      cluster.send([last]);
      cluster.send([first, last]);
      cluster.send([first, setUnits(100_000), last, last]);
    };
    for (let index = 0; index < 4; index++)
      for (const [dataLength, count] of [
        [0, 0],
        [12, 2],
        [2, 2],
        [5, 0],
      ] as const)
        run(ask(index, dataLength, count));
    run([
      ...ask(0, 0, 0).slice(0, -9),
      constant(2, meta + 1n),
      syscall('sol_get_processed_sibling_instruction'),
    ]);
    run([move(1, 0), constant(2, 5n), syscall('sol_get_processed_sibling_instruction')]);
    run([constant(1, (1n << 64n) - 1n), constant(2, meta), syscall('sol_get_processed_sibling_instruction')]);
  });

  it('are told on the level of the caller', () => {
    for (const index of [0, 1, 2]) {
      play({
        accounts: writing,
        does: [...ask(index, 0, 0), ...done],
        after: [...ask(index, 0, 0), ...done],
      });
    }
  });

  it('overlap nothing', () => {
    const first = instruction(
      system,
      [
        [payer, 'ws'],
        [own.pubkey as Address, 'w'],
      ],
      u32(2),
      u64(5),
    );
    for (const [programAt, dataAt, accountsAt] of [
      [8n, 64n, 128n],
      [16n, 40n, 128n],
      [16n, 64n, 70n],
      [16n, 48n, 60n],
      [16n, 64n, 0n],
    ] as const) {
      const steps = [
        constant(7, meta),
        put(8, 7, 0, 12),
        put(8, 7, 8, 2),
        move(1, 0),
        constant(2, meta),
        constant(3, meta + programAt),
        constant(4, meta + dataAt),
        constant(5, meta + accountsAt),
        syscall('sol_get_processed_sibling_instruction'),
        ...done,
      ];
      cluster.addProgram(caller, buildProgram(3, steps));
      cluster.send([first, instruction(caller, [])]);
    }
  });
});

describe('a transaction of many invocations', () => {
  it('is bounded by its trace', () => {
    const accounts: readonly Named[] = [[callee, 'r']];
    const asked: Asked = { layout: 'c', programId: key(callee), metas: [], infos: [] };
    const built = invokeImage(asked);
    const again = built.args.map((value, index) => constant(index + 1, value));
    for (const rounds of [1, 61, 62, 63, 64]) {
      const steps = [
        ...invokeSteps(asked, built),
        ...Array.from({ length: rounds }, () => [...again, syscall('sol_invoke_signed_c')]).flat(),
        ...done,
      ];
      cluster.addProgram(caller, buildProgram(3, steps, built.bytes));
      cluster.addProgram(callee, buildProgram(3, done));
      cluster.send([instruction(caller, accounts)]);
      cluster.send([instruction(caller, accounts), instruction(callee, [])]);
    }
  });

  it('does not come back to a program that waits', () => {
    const outer = invokeImage({
      layout: 'c',
      programId: key(callee),
      metas: [{ key: key(caller) }],
      infos: [],
    });
    const inner = invokeImage({ layout: 'c', programId: key(caller), metas: [], infos: [] });
    const asked: Asked = { layout: 'c', programId: key(callee), metas: [], infos: [] };
    cluster.addProgram(caller, buildProgram(3, [...invokeSteps(asked, outer), ...done], outer.bytes));
    cluster.addProgram(callee, buildProgram(3, [...invokeSteps(asked, inner), ...done], inner.bytes));
    cluster.send([
      instruction(caller, [
        [callee, 'r'],
        [caller, 'r'],
      ]),
    ]);
  });

  it('finds its instructions in their sysvar', () => {
    const sysvar = address('Sysvar1nstructions1111111111111111111111111');
    const show = [copy(6, 1), add(6, 96), copy(1, 6), move(2, 300), syscall('sol_set_return_data'), ...done];
    cluster.addProgram(caller, buildProgram(3, show));
    const first = instruction(
      system,
      [
        [payer, 'ws'],
        [own.pubkey as Address, 'w'],
      ],
      u32(2),
      u64(5),
    );
    const last = instruction(
      caller,
      [
        [sysvar, 'r'],
        [payer, 's'],
        [own.pubkey as Address, 'w'],
      ],
      7,
      8,
    );
    cluster.send([last]);
    cluster.send([first, last]);
    cluster.send([first, last, last]);
    cluster.send([instruction(caller, [[sysvar, 'w']])]);
  });

  it('shares a heap size and pays for it each time', () => {
    const heap = (size: number) =>
      instruction(address('ComputeBudget111111111111111111111111111111'), [], 1, u32(size));
    const asked: Asked = { layout: 'c', programId: key(callee), metas: [], infos: [] };
    const built = invokeImage(asked);
    const touch = (offset: number): readonly Step[] => [
      constant(7, heapStart + BigInt(offset)),
      put(1, 7, 0, 1),
    ];
    for (const size of [32_768, 65_536, 262_144])
      for (const offset of [32_767, 65_535, 65_536, 262_143, 262_144]) {
        const steps = [...invokeSteps(asked, built), ...touch(offset), ...done];
        cluster.addProgram(caller, buildProgram(3, steps, built.bytes));
        cluster.addProgram(callee, buildProgram(3, [...touch(offset), ...done]));
        cluster.send([heap(size), instruction(caller, [[callee, 'r']])]);
        for (const units of [150, 151, 157, 158, 200])
          cluster.send([setUnits(300 + units), heap(size), instruction(callee, [])]);
      }
  });
});

/** Changes to two accounts that lie at these places. */
const changesOf = (mine: Place, its: Place): readonly (readonly Step[])[] => [
  [],
  [...part(mine, 'data'), put(1, 7, 0, 77)],
  [...part(its, 'data'), put(1, 7, 3, 78)],
  [...part(mine, 'lamports'), ...changeNumber(-5), ...part(its, 'lamports'), ...changeNumber(5)],
  [...part(mine, 'lamports'), ...changeNumber(5), ...part(its, 'lamports'), ...changeNumber(-5)],
  [
    ...part(mine, 'lamports'),
    ...changeNumber(-9_900_000),
    ...part(its, 'lamports'),
    ...changeNumber(9_900_000),
  ],
  [...part(mine, 'lamports'), ...changeNumber(1)],
  [...part(mine, 'data', 8), put(8, 7, 0, 100)],
  [...part(mine, 'data', 8), put(8, 7, 0, 5)],
  [...part(its, 'data', 8), put(8, 7, 0, 40)],
  [...part(its, 'data', 8), put(8, 7, 0, 0)],
  [...part(mine, 'data'), put(8, 7, 0, 0), ...part(mine, 'owner'), put(8, 7, 0, 9)],
  [...part(its, 'owner'), put(8, 7, 0, 9)],
  [...part(mine, 'data'), put(8, 7, 96, 1)],
];

describe('random invocations', () => {
  const roles = ['r', 'w', 'w', 'w', 'ws'] as const;

  it('agree', () => {
    const random = randomOf(3);
    const pick = <Item>(list: readonly Item[]): Item => list[random(list.length)]!;
    for (let round = 0; round < 600; round++) {
      reset();
      const loader = pick(['v3', 'v3', 'v2', 'v1'] as const);
      const [mine, its] = placesOf([{ length: 8 }, { length: 16 }], loader !== 'v1') as [Place, Place];
      const changes = changesOf(mine, its);
      const some = (): Step[] => Array.from({ length: random(3) }, () => pick(changes)).flat();
      const pair: readonly Named[] = [
        [own.pubkey as Address, pick(roles)],
        [theirs.pubkey as Address, pick(roles)],
      ];
      const accounts: readonly Named[] = random(4) === 0 ? [...pair, pick(pair)] : pair;
      const metas = Array.from({ length: random(4) }, (): Meta => {
        const [pubkey, role] = pick(accounts);
        const lowered = random(3) === 0;
        const raised = random(12) === 0;
        return {
          key: key(pubkey),
          writable: Number(raised || (role.includes('w') && !lowered)),
          signer: Number(role.includes('s') && !lowered),
        };
      });
      playIn(pick(layouts), {
        accounts,
        loader,
        version: loader === 'v3' ? pick([0, 3] as const) : 0,
        before: some(),
        does: [...some(), ...(random(8) === 0 ? [move(0, 3), exit] : done)],
        after: [...some(), ...done],
        ...(random(5) > 0 && { metas }),
        ...(random(6) === 0 && { units: 800 + random(800) }),
      });
    }
  });
});

describe('one instruction by itself', () => {
  const asked: Asked = {
    layout: 'c',
    programId: key(system),
    metas: [
      { key: key(at(65)), signer: 1, writable: 1 },
      { key: key(own.pubkey), writable: 1 },
    ],
    data: encode(u32(2), u64(1000)),
    infos: placesOf([{ length: 0 }, { length: 8 }, { length: 21 }]),
  };

  it('may invoke a builtin program', () => {
    const built = invokeImage(asked);
    const elf = buildProgram(3, [...invokeSteps(asked, built), ...done], built.bytes);
    const giver = { ...absent(at(65)), lamports: 10_000_000n, signer: true, writable: true };
    const request: Case = {
      programId: caller,
      accounts: [
        giver,
        { ...own, signer: false, writable: true },
        { ...absent(system), signer: false, writable: false },
      ],
      data: new Uint8Array(0),
    };
    const outcome = executeOnEngines({ ...request, program: elf });
    expect(outcome.status).toBe('ok');
    expectSame(outcome, judge(elf, request));
    for (const accounts of [
      request.accounts.slice(0, 2),
      [{ ...giver, signer: false }, ...request.accounts.slice(1)],
    ])
      expectSame(
        executeOnEngines({ ...request, accounts, program: elf }),
        judge(elf, { ...request, accounts }),
      );
  });

  it('may invoke a program of a given file', () => {
    const empty = { ...asked, programId: key(callee), metas: [], infos: [] };
    const built = invokeImage(empty);
    const elf = buildProgram(3, [...invokeSteps(empty, built), ...done], built.bytes);
    const accounts = [{ ...absent(callee), signer: false, writable: false }];
    const programs = new Map([[callee as string, buildProgram(0, done)]]);
    const request = { program: elf, programId: caller, accounts, data: new Uint8Array(0) };
    expect(executeOnEngines({ ...request, programs }).logs).toContain(`Program ${callee} success`);
    expect(executeOnEngines(request).error?.code).toBe('UnsupportedProgramId');
    expect(executeOnEngines({ ...request, accounts: [], programs }).error?.code).toBe('MissingAccount');
  });
});

itHadEnoughCases(invokeSyscalls.map(({ name }) => name));
