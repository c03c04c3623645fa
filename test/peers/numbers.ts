// What other programs of the same meaning take: units and bytes of each peer, with where the number comes from.

/** Whether all checks a careful program makes are there; some peers leave them out, and compare with such only. */
export type Checks = 'checked' | 'unchecked';

export interface PeerNumber {
  readonly program: string;
  readonly instruction: string;
  readonly checks: Checks;
  readonly peer: string;
  readonly units: number;
  /** Of the whole program file; v3 where the peer can be built so. */
  readonly bytes?: number;
  /** Published by the peer, or measured here in litesvm 1.5 on the same fixture. */
  readonly origin: 'published' | 'measured';
}

/** One line of a peer: instruction, then units; the file's bytes hold for all of them. */
type Line = readonly [instruction: string, units: number];

function peer(
  program: string,
  peer: string,
  origin: PeerNumber['origin'],
  bytes: number | undefined,
  lines: readonly Line[],
  checks: Checks = 'checked',
): readonly PeerNumber[] {
  return lines.map(([instruction, units]) => ({
    program,
    instruction,
    checks,
    peer,
    units,
    ...(bytes !== undefined && { bytes }),
    origin,
  }));
}

const rosetta = 'rosetta';
const anchorBench = 'anchor bench';

/**
 * Sources: solana-program-rosetta at d73dcbb, solana-foundation/anchor `anchor-next` at 2f1f9e4 (bench/results.json),
 * SIMD-0266. A CPI number of rosetta is corrected for what invoking costs now: 946 units, not 1000 (SIMD-0339), and
 * the 150 of the system program, which rosetta leaves inside.
 */
export const peerNumbers: readonly PeerNumber[] = [
  peer('hello', `asm (${rosetta})`, 'measured', 232, [['hello', 104]]),
  peer('hello', `C (${rosetta})`, 'measured', 240, [['hello', 105]]),
  peer('hello', `Zig (${rosetta})`, 'published', undefined, [['hello', 105]]),
  peer('transfer-lamports', `asm (${rosetta})`, 'measured', 384, [['transfer', 30]]),
  peer('transfer-lamports', `pinocchio (${rosetta})`, 'published', undefined, [['transfer', 32]]),
  peer('transfer-lamports', `Zig (${rosetta})`, 'published', undefined, [['transfer', 38]]),
  peer('transfer-lamports', `C (${rosetta})`, 'measured', 848, [['transfer', 103]]),
  peer('pubkey', 'C', 'measured', 240, [['compare', 15]]),
  peer('pubkey', `Rust (${rosetta})`, 'published', undefined, [['compare', 14]]),
  peer('pubkey', `Zig (${rosetta})`, 'published', undefined, [['compare', 15]]),
  peer('cpi', `pinocchio (${rosetta})`, 'published', undefined, [['allocate', 2762]]),
  peer('cpi', `Zig (${rosetta})`, 'published', undefined, [['allocate', 2771]]),
  peer('cpi', `C (${rosetta})`, 'measured', 1552, [['allocate', 3071]]),

  peer('hello-world', `anchor v2 (${anchorBench})`, 'published', 6440, [['init', 1381]]),
  peer('hello-world', `quasar (${anchorBench})`, 'published', 6960, [['init', 1412]]),
  peer('hello-world', `pinocchio (${anchorBench})`, 'published', 8040, [['init', 1680]]),
  peer('hello-world', 'C', 'measured', 1920, [['init', 1703]]),
  peer('hello-world', `steel (${anchorBench})`, 'published', 77_600, [['init', 4867]]),
  peer('hello-world', `anchor v1 (${anchorBench})`, 'published', 124_624, [['init', 5855]]),

  peer(
    'vault',
    `pinocchio (${anchorBench})`,
    'published',
    5072,
    [
      ['deposit', 1229],
      ['withdraw', 57],
    ],
    'unchecked',
  ),
  peer(
    'vault',
    'C',
    'measured',
    1360,
    [
      ['deposit', 1231],
      ['withdraw', 33],
    ],
    'unchecked',
  ),
  peer('vault', `quasar (${anchorBench})`, 'published', 6080, [
    ['deposit', 1889],
    ['withdraw', 396],
  ]),
  peer('vault', `anchor v2 (${anchorBench})`, 'published', 5384, [
    ['deposit', 1899],
    ['withdraw', 389],
  ]),
  peer('vault', `steel (${anchorBench})`, 'published', 65_160, [
    ['deposit', 2452],
    ['withdraw', 530],
  ]),
  peer('vault', `anchor v1 (${anchorBench})`, 'published', 107_368, [
    ['deposit', 5707],
    ['withdraw', 2478],
  ]),

  peer('prop-amm', `anchor v2 with asm (${anchorBench})`, 'published', 8592, [
    ['initialize', 1375],
    ['rotate', 84],
    ['update', 26],
  ]),
  peer('prop-amm', `anchor v1 (${anchorBench})`, 'published', 140_280, [
    ['initialize', 4314],
    ['rotate', 1340],
    ['update', 1310],
  ]),
  peer('prop-amm-update', 'asm', 'measured', 456, [['update', 26]]),

  peer('multisig', `anchor v2 (${anchorBench})`, 'published', 30_976, [
    ['create', 3016],
    ['deposit', 1613],
    ['execute', 2170],
    ['set-label', 469],
  ]),
  peer('multisig', `anchor v1 (${anchorBench})`, 'published', 169_920, [
    ['create', 12_031],
    ['deposit', 4872],
    ['execute', 7446],
    ['set-label', 4324],
  ]),

  peer('nested', `anchor v2 (${anchorBench})`, 'published', 12_424, [
    ['initialize', 2716],
    ['increment', 474],
    ['reset', 473],
  ]),
  peer('nested', `anchor v1 (${anchorBench})`, 'published', 157_160, [
    ['initialize', 19_842],
    ['increment', 4751],
    ['reset', 4752],
  ]),

  peer('token', 'p-token', 'published', 100_312, [
    ['initialize-mint', 105],
    ['initialize-account', 154],
    ['mint-to', 119],
    ['transfer', 76],
    ['burn', 126],
    ['close-account', 120],
  ]),
  peer('token', 'p-token', 'measured', 100_312, [
    ['initialize-mint', 87],
    ['initialize-account', 150],
    ['mint-to', 119],
    ['transfer', 76],
    ['burn', 123],
    ['close-account', 120],
  ]),
  peer('token', `Zig (${rosetta})`, 'published', undefined, [
    ['initialize-mint', 158],
    ['initialize-account', 176],
    ['mint-to', 179],
    ['transfer', 148],
    ['burn', 145],
    ['close-account', 130],
  ]),
  peer('token', 'SPL Token', 'measured', 134_080, [
    ['initialize-mint', 2920],
    ['initialize-account', 4501],
    ['mint-to', 4492],
    ['transfer', 4645],
    ['burn', 4707],
    ['close-account', 2916],
  ]),
].flat();

/** The most units a program may take; the better of its sources must keep it. */
export const allowedUnits: readonly (readonly [string, string, Checks, number])[] = [
  ['hello', 'hello', 'checked', 104],
  ['transfer-lamports', 'transfer', 'checked', 30],
  ['pubkey', 'compare', 'checked', 13],
  ['cpi', 'allocate', 'checked', 2762],
  ['vault', 'withdraw', 'unchecked', 33],
  ['vault', 'withdraw', 'checked', 389],
  ['vault', 'deposit', 'unchecked', 1229],
  ['vault', 'deposit', 'checked', 1889],
  ['hello-world', 'init', 'checked', 1381],
  ['prop-amm', 'update', 'checked', 26],
  ['prop-amm', 'rotate', 'checked', 84],
  ['prop-amm', 'initialize', 'checked', 1375],
  ['prop-amm-update', 'update', 'checked', 26],
  ['multisig', 'create', 'checked', 3016],
  ['multisig', 'deposit', 'checked', 1613],
  ['multisig', 'execute', 'checked', 2170],
  ['multisig', 'set-label', 'checked', 469],
  ['nested', 'initialize', 'checked', 2716],
  ['nested', 'increment', 'checked', 474],
  ['nested', 'reset', 'checked', 473],
  ['token', 'initialize-mint', 'checked', 105],
  ['token', 'initialize-account', 'checked', 154],
  ['token', 'mint-to', 'checked', 119],
  ['token', 'transfer', 'checked', 76],
  ['token', 'burn', 'checked', 123],
  ['token', 'close-account', 'checked', 120],
];

/** What a source in safe forms only lacks to keep a bar that a raw one keeps. */
export const missing: readonly (readonly [program: string, instruction: string, reason: string])[] = [
  [
    'pubkey',
    'compare',
    'asks whether there is an account at all (1 unit, 32 bytes); without accounts the raw source reads beyond the input and faults',
  ],
];
