// Poseidon over the scalar field of BN254, as circom has it: x^5, eight full rounds, the first element is the hash.
import { Field } from '@noble/curves/abstract/modular.js';
import type { PoseidonFn } from '@noble/curves/abstract/poseidon.js';
import { grainGenConstants, poseidon } from '@noble/curves/abstract/poseidon.js';
import { bytesToNumberBE, numberToBytesBE } from '@noble/curves/utils.js';
import { inOrder } from './coordinates.js';
import type { ByteOrder, Bytes } from './group.js';

const size = 32;
const field = Field(21888242871839275222246405745257275088548364400416034343698204186575808495617n);

/** Partial rounds for one input, two inputs and so on. Source: circomlib. */
const partialRounds = [56, 57, 56, 60, 60, 63, 64, 63, 60, 66, 60, 65] as const;

const permutations = new Map<number, PoseidonFn>();

/** The permutation for so many inputs; its constants come out of the Grain generator of the Poseidon paper. */
function permutationFor(count: number, roundsPartial: number): PoseidonFn {
  const known = permutations.get(count);
  if (known) return known;
  const shape = { Fp: field, t: count + 1, roundsFull: 8, roundsPartial };
  const made = poseidon({ ...shape, ...grainGenConstants({ ...shape, sboxPower: 5 }), sboxPower: 5 });
  permutations.set(count, made);
  return made;
}

/** The hash of 1 to 12 numbers below the field's prime, 32 bytes each; undefined for anything else. */
export function poseidonHash(inputs: readonly Bytes[], order: ByteOrder): Bytes | undefined {
  const rounds = partialRounds[inputs.length - 1];
  if (rounds === undefined || inputs.some((input) => input.length !== size)) return undefined;
  const numbers = inputs.map((input) => bytesToNumberBE(inOrder(input, order, size)));
  if (numbers.some((number) => number >= field.ORDER)) return undefined;
  const [hash] = permutationFor(inputs.length, rounds)([0n, ...numbers]);
  return inOrder(numberToBytesBE(hash!, size), order, size);
}
