// Examples that move tokens or count votes, played with the real token program, here and in litesvm.
import { describe, expect, it } from 'vitest';
import type { Address } from '@solana/kit';
import { carriedPrograms } from './cluster.js';
import { at, Market, told } from './market.js';
import type { Named, Part } from './stories/instructions.js';
import { derived, instruction, u64 } from './stories/instructions.js';

const text = (words: string): Uint8Array => new TextEncoder().encode(words);
const token = carriedPrograms.token;

describe('token-escrow', () => {
  const program = at(200);
  const [job, client, worker, other] = [at(10), at(11), at(12), at(13)];
  const market = new Market(program, 'token-escrow');
  const mint = market.mint(at(14));
  const [authority] = derived(program, text('escrow'), job);
  const clientTokens = market.holder(at(15), mint, client, 1000n);
  const workerTokens = market.holder(at(16), mint, worker);
  const otherTokens = market.holder(at(17), mint, other);
  const vault = market.holder(at(18), mint, authority);
  const otherVault = market.holder(at(19), mint, authority, 500n);
  market.state(job, 106);

  const create = (amount: bigint, tokens: Address = vault) =>
    instruction(
      program,
      [
        [job, 'w'],
        [client, 's'],
        [tokens, 'w'],
        [clientTokens, 'w'],
        [worker, 'r'],
        [token, 'r'],
      ],
      0,
      u64(amount),
    );
  const decide = (tag: 1 | 2, receiver: Address, by = client, tokens = vault) =>
    instruction(
      program,
      [
        [job, 'w'],
        [by, 's'],
        [tokens, 'w'],
        [receiver, 'w'],
        [authority, 'r'],
        [token, 'r'],
      ],
      tag,
    );
  const query = instruction(
    program,
    [
      [job, 'r'],
      [client, 'r'],
    ],
    3,
  );

  it('keeps the tokens until the client lets the worker have them', () => {
    expect(market.refused(create(0n))).toBe('there is nothing to pay');
    expect(market.refused(create(400n, otherTokens))).toBe('the vault belongs to somebody else');
    expect(market.refused(create(1001n))).toBe('Error: insufficient funds');
    market.expectFixture(create(400n));
    market.do(create(400n));
    expect([market.balance(clientTokens), market.balance(vault)]).toEqual([600n, 400n]);
    expect(market.refused(create(1n))).toBe('the job exists already');
    expect(told(market.do(query))).toEqual(['state', '0x1, 0x0, 0x0, 0x0, 0x0']);
    expect(market.refused(decide(1, otherTokens))).toBe('the tokens would go to somebody else');
    expect(market.refused(decide(1, workerTokens, worker))).toBe('only the client decides');
    expect(market.refused(decide(1, workerTokens, client, otherVault))).toBe(
      'this is not the vault of the job',
    );
    market.do(decide(1, workerTokens));
    expect([market.balance(workerTokens), market.balance(vault)]).toEqual([400n, 0n]);
    expect(market.refused(decide(2, clientTokens))).toBe('the job is not open');
    expect(told(market.do(query))).toEqual(['state', '0x2, 0x0, 0x0, 0x0, 0x0']);
  });

  it('gives the tokens back to the client', () => {
    market.cluster.put({ ...market.cluster.judged(job), data: new Uint8Array(106) });
    market.do(create(600n));
    expect(market.refused(decide(2, workerTokens))).toBe('the tokens would go to somebody else');
    market.do(decide(2, clientTokens));
    expect([market.balance(clientTokens), market.balance(vault)]).toEqual([600n, 0n]);
    expect(
      market.refused(
        instruction(
          program,
          [
            [job, 'w'],
            [client, 's'],
          ],
          9,
        ),
      ),
    ).toBe('there is no such instruction');
  });
});

describe('signed-transfer', () => {
  const program = at(201);
  const market = new Market(program, 'signed-transfer');
  const [owner, thief] = [at(20), at(21)];
  const mint = market.mint(at(22));
  const [authority, bump] = derived(program, text('purse'), owner);
  const purse = market.holder(at(23), mint, authority, 90n);
  const shop = market.holder(at(24), mint, thief);
  const spend = (amount: bigint, by: Named, seed = bump) =>
    instruction(program, [[purse, 'w'], [shop, 'w'], [authority, 'r'], by, [token, 'r']], u64(amount), seed);

  it('spends for the owner alone', () => {
    expect(market.refused(spend(1n, [thief, 's']))).toMatch(/Privilege|InvalidSeeds|ProgramFailed/);
    expect(market.refused(spend(1n, [owner, 'r']))).toBe('MissingRequiredSignature');
    expect(market.refused(spend(91n, [owner, 's']))).toBe('Error: insufficient funds');
    market.expectFixture(spend(30n, [owner, 's']));
    const { units } = market.do(spend(30n, [owner, 's']));
    expect([market.balance(purse), market.balance(shop)]).toEqual([60n, 30n]);
    expect(units).toBeLessThan(1300);
  });
});

describe('swap-pool', () => {
  const program = at(202);
  const market = new Market(program, 'swap-pool');
  const [pool, trader] = [at(30), at(31)];
  const [first, second] = [market.mint(at(32)), market.mint(at(33))];
  const [authority, bump] = derived(program, text('pool'), pool);
  const firstVault = market.holder(at(34), first, authority, 1_000_000n);
  const secondVault = market.holder(at(35), second, authority, 4_000_000n);
  const firstTokens = market.holder(at(36), first, trader, 100_000n);
  const secondTokens = market.holder(at(37), second, trader);
  market.state(pool, 65);
  const initialize = (a: Address, b: Address) =>
    instruction(
      program,
      [
        [pool, 'w'],
        [a, 'r'],
        [b, 'r'],
      ],
      0,
      bump,
    );
  const trade = (
    paid: bigint,
    least: bigint,
    vaults: readonly [Address, Address],
    own: readonly [Address, Address],
  ) =>
    instruction(
      program,
      [
        [pool, 'r'],
        [vaults[0], 'w'],
        [vaults[1], 'w'],
        [own[0], 'w'],
        [own[1], 'w'],
        [trader, 's'],
        [authority, 'r'],
        [token, 'r'],
      ],
      1,
      u64(paid),
      u64(least),
    );
  const expected = (paid: bigint, own: bigint, other: bigint) =>
    (paid * 997n * other) / (own * 1000n + paid * 997n);

  it('trades both ways at the product of its vaults', () => {
    expect(market.refused(initialize(firstVault, firstVault))).toBe('the mints are the same');
    expect(market.refused(initialize(firstVault, secondTokens))).toBe('the vault belongs to somebody else');
    market.do(initialize(firstVault, secondVault));
    expect(market.refused(initialize(firstVault, secondVault))).toBe('the pool exists already');
    const forth = expected(50_000n, 1_000_000n, 4_000_000n);
    const vaults = [firstVault, secondVault] as const;
    const own = [firstTokens, secondTokens] as const;
    expect(market.refused(trade(50_000n, forth + 1n, vaults, own))).toBe('the price has moved');
    expect(market.refused(trade(50_000n, 1n, [secondTokens, secondVault], own))).toBe(
      'these are not the vaults of the pool',
    );
    expect(market.refused(trade(100_001n, 1n, vaults, own))).toBe('Error: insufficient funds');
    market.expectFixture(trade(50_000n, forth, vaults, own));
    market.do(trade(50_000n, forth, vaults, own));
    expect(market.balance(secondTokens)).toBe(forth);
    const back = expected(forth, 4_000_000n - forth, 1_050_000n);
    market.do(trade(forth, back, [secondVault, firstVault], [secondTokens, firstTokens]));
    expect(market.balance(firstTokens)).toBe(50_000n + back);
    expect(back).toBeLessThan(50_000n);
    const product = market.balance(firstVault) * market.balance(secondVault);
    expect(product).toBeGreaterThan(4_000_000_000_000n);
  });
});

describe('dispute-vote', () => {
  const program = at(203);
  const market = new Market(program, 'dispute-vote');
  const dispute = market.state(at(40), 262);
  const arbiters = [at(41), at(42), at(43), at(44), at(45)];
  const open = (needed: number, ...keys: readonly Address[]) =>
    instruction(program, [[dispute, 'w'], ...keys.map((key): Named => [key, 'r'])], 0, needed);
  const vote = (by: Named, ...choice: readonly Part[]) =>
    instruction(program, [[dispute, 'w'], by], 1, ...choice);
  const outcome = () => market.cluster.judged(dispute).data[4];
  const reset = () => market.cluster.put({ ...market.cluster.judged(dispute), data: new Uint8Array(262) });

  it('is approved once enough arbiters are for it', () => {
    expect(market.refused(open(0, ...arbiters))).toBe('so many votes cannot be');
    expect(market.refused(open(6, ...arbiters))).toBe('so many votes cannot be');
    expect(market.refused(open(2, at(41), at(42), at(41)))).toBe('an arbiter is named twice');
    market.do(open(3, ...arbiters));
    expect(market.refused(open(3, ...arbiters))).toBe('the dispute is open already');
    expect(market.refused(vote([at(46), 's'], 1))).toBe('only arbiters vote');
    expect(market.refused(vote([at(41), 'r'], 1))).toBe('MissingRequiredSignature');
    market.do(vote([at(41), 's'], 1));
    expect(market.refused(vote([at(41), 's'], 0))).toBe('nobody votes twice');
    market.do(vote([at(45), 's'], 0));
    market.do(vote([at(43), 's'], 1));
    expect(outcome()).toBe(0);
    market.expectFixture(vote([at(44), 's'], 1));
    expect(told(market.do(vote([at(44), 's'], 1)))).toEqual(['approved']);
    expect(outcome()).toBe(1);
    expect(market.refused(vote([at(42), 's'], 1))).toBe('the dispute is decided');
  });

  it('is rejected once too few can be for it', () => {
    reset();
    market.do(open(4, ...arbiters));
    market.do(vote([at(42), 's'], 0));
    expect(outcome()).toBe(0);
    expect(told(market.do(vote([at(44), 's'], 0)))).toEqual(['rejected']);
    expect(outcome()).toBe(2);
  });
});

describe('stake-registry', () => {
  const program = at(204);
  const market = new Market(program, 'stake-registry');
  const [admin, owner, other] = [at(50), at(51), at(52)];
  const [authority] = derived(program, text('stakes'));
  const mint = market.mint(at(53));
  const vault = market.holder(at(54), mint, authority);
  const tokens = market.holder(at(55), mint, owner, 1000n);
  const treasury = market.holder(at(56), mint, admin);
  const registry = market.state(at(57), 89);
  const agent = market.state(at(58), 84);
  const call = (by: Address, to: Address | undefined, ...data: readonly Part[]) =>
    instruction(
      program,
      [
        [registry, 'w'],
        [agent, 'w'],
        [vault, 'w'],
        [by, 's'],
        ...(to === undefined ? [] : ([[to, 'w']] as Named[])),
        [authority, 'r'],
        [token, 'r'],
      ],
      ...data,
    );
  const initialize = instruction(
    program,
    [
      [registry, 'w'],
      [admin, 's'],
      [vault, 'r'],
    ],
    0,
    u64(100),
    u64(60),
  );
  const field = (offset: number, size: 4 | 8) => {
    const { data } = market.cluster.judged(agent);
    const view = new DataView(data.buffer, data.byteOffset);
    return size === 8 ? view.getBigUint64(offset, true) : view.getInt32(offset, true);
  };

  it('takes stakes, rates, slashes, and lets go after a delay', () => {
    market.do(initialize);
    expect(market.refused(initialize)).toBe('the registry exists already');
    expect(market.refused(call(owner, tokens, 1, u64(99)))).toBe('the stake is too small');
    market.do(call(owner, tokens, 1, u64(150)));
    market.do(call(owner, tokens, 1, u64(50)));
    expect([field(64, 8), market.balance(vault)]).toEqual([200n, 200n]);
    expect(market.refused(call(other, tokens, 1, u64(50)))).toBe('only the owner may do this');

    market.do(call(admin, undefined, 2, [7, 4]));
    market.do(call(admin, undefined, 2, [-9, 4]));
    expect(field(72, 4)).toBe(-2);
    expect(market.refused(call(owner, undefined, 2, [7, 4]))).toBe('only the admin may do this');

    market.expectFixture(call(admin, treasury, 3, u64(80)));
    market.do(call(admin, treasury, 3, u64(80)));
    expect([field(64, 8), market.balance(treasury)]).toEqual([120n, 80n]);
    expect(market.refused(call(owner, treasury, 3, u64(1)))).toBe('only the admin may do this');

    expect(market.refused(call(owner, tokens, 5))).toBe('the agent cannot leave yet');
    market.do(call(owner, undefined, 4));
    expect(market.refused(call(owner, tokens, 5))).toBe('the agent cannot leave yet');
    expect(market.refused(call(owner, tokens, 1, u64(10)))).toBe('the agent is leaving');
    market.cluster.put({
      ...market.cluster.judged(agent),
      data: withLeavingNow(market.cluster.judged(agent).data),
    });
    market.do(call(owner, tokens, 5));
    expect([market.balance(tokens), market.balance(vault), field(64, 8)]).toEqual([920n, 0n, 0n]);
  });
});

/** The agent's data as if it had left before the time of the cluster, whose clock stands still at 0. */
function withLeavingNow(data: Uint8Array): Uint8Array {
  const changed = data.slice();
  new DataView(changed.buffer).setBigInt64(76, -1n, true);
  return changed;
}
