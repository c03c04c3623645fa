// Good calls: of each syscall but the invocations, one that succeeds, from which tests make others.
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { bn254 } from '@noble/curves/bn254.js';
import { ed25519 } from '@noble/curves/ed25519.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { decodeAddress } from '../../grammar/base58.js';
import type { Step } from '../small-program.js';
import { args, constant, put, syscall, write } from '../small-program.js';
import type { Argument } from './calls.js';
import { bigEndian, placed, room } from './calls.js';

export interface GoodCall {
  readonly syscall: string;
  /** What is done before, once. */
  readonly before?: readonly Step[];
  readonly values: readonly Argument[];
}

/** Where texts and lists lie. */
const source = 0x3_0000_1000n;
const list = 0x3_0000_2000n;

/** Writes a list of two slices, of 32 bytes at `source` with 1 as the last. */
const slices: readonly Step[] = [
  constant(6, source),
  put(1, 6, 31, 1),
  constant(7, list),
  ...[0, 16].flatMap((at) => [write(8, 7, at, 6), put(8, 7, at + 8, 32)]),
];

/** A number of 32 bytes, whose last byte makes seeds lead off the curve. */
const seeds: readonly Step[] = [...slices, put(1, 6, 30, 3)];

const text = placed(new TextEncoder().encode('a text'));
const key = placed(Uint8Array.from({ length: 32 }, (_, index) => index * 7 + 1));
const clock = placed(decodeAddress('SysvarC1ock11111111111111111111111111111111')!);

const point = placed(ed25519.Point.BASE.toBytes());
const scalar = placed(bigEndian(2n, 32).reverse());
const hash = new Uint8Array(32).fill(5);
const signed = secp256k1.sign(hash, new Uint8Array(32).fill(7), { prehash: false, format: 'recovered' });

const bn = bn254.G1.Point.BASE.toAffine();
const bnPoint = [bigEndian(bn.x, 32), bigEndian(bn.y, 32)];

const sysvarGetters = [
  'sol_get_clock_sysvar',
  'sol_get_rent_sysvar',
  'sol_get_epoch_schedule_sysvar',
  'sol_get_epoch_rewards_sysvar',
  'sol_get_last_restart_slot',
];

export const goodCalls: readonly GoodCall[] = [
  { syscall: 'sol_log_', values: [text, 6] },
  { syscall: 'sol_log_64_', values: [1, 2, 3, 4, 5] },
  { syscall: 'sol_log_pubkey', values: [key] },
  { syscall: 'sol_log_compute_units_', values: [] },
  { syscall: 'sol_log_data', before: slices, values: [list, 2] },
  { syscall: 'sol_memcpy_', values: [room, key, 32] },
  { syscall: 'sol_memmove_', values: [room, key, 32] },
  { syscall: 'sol_memset_', values: [room, 0xab, 32] },
  { syscall: 'sol_memcmp_', before: slices, values: [key, source, 32, room] },
  { syscall: 'sol_alloc_free_', values: [16, 0] },
  { syscall: 'sol_sha256', before: slices, values: [list, 2, room] },
  { syscall: 'sol_keccak256', before: slices, values: [list, 2, room] },
  {
    syscall: 'sol_secp256k1_recover',
    values: [placed(hash), signed[0]!, placed(signed.slice(1)), room],
  },
  { syscall: 'sol_curve_validate_point', values: [0, point] },
  { syscall: 'sol_curve_group_op', values: [0, 0, point, point, room] },
  { syscall: 'sol_curve_multiscalar_mul', values: [0, scalar, point, 1, room] },
  {
    syscall: 'sol_curve_decompress',
    values: [0x85, placed(bls12_381.G1.Point.BASE.toBytes(true)), room],
  },
  {
    syscall: 'sol_curve_pairing_map',
    // Infinity makes for a quick pairing.
    values: [
      0x84,
      1,
      placed(bls12_381.G1.Point.ZERO.toBytes(false)),
      placed(bls12_381.G2.Point.BASE.toBytes(false)),
      room,
    ],
  },
  { syscall: 'sol_alt_bn128_group_op', values: [0, placed(...bnPoint, ...bnPoint), 128, room] },
  { syscall: 'sol_alt_bn128_compression', values: [0, placed(...bnPoint), 64, room] },
  { syscall: 'sol_poseidon', before: slices, values: [0, 0, list, 2, room] },
  { syscall: 'sol_set_return_data', values: [key, 32] },
  {
    syscall: 'sol_get_return_data',
    before: [...args(source, 300), syscall('sol_set_return_data')],
    values: [room, 300, list],
  },
  ...sysvarGetters.map((name) => ({ syscall: name, values: [room] })),
  { syscall: 'sol_get_sysvar', values: [clock, room, 8, 32] },
  { syscall: 'sol_get_epoch_stake', values: [key] },
  { syscall: 'sol_create_program_address', before: seeds, values: [list, 2, key, room] },
  { syscall: 'sol_try_find_program_address', before: slices, values: [list, 2, key, room, source + 512n] },
  { syscall: 'abort', values: [] },
  { syscall: 'sol_panic_', values: [text, 6, 12, 5] },
  { syscall: 'sol_get_stack_height', values: [] },
  { syscall: 'sol_get_processed_sibling_instruction', values: [0, room, source, list, list + 1024n] },
];
