// Values: what terms evaluate to, integers exact and with their type.
import type { IntegerName, Term } from './term.js';
import { bitsOf, greatestOf, isIntegerKind, isSigned, leastOf } from './term.js';

/** Bytes a program can reach. Where `known` is given, a byte may be read only after it was written. */
export interface Bytes {
  readonly bytes: Uint8Array;
  readonly known?: Uint8Array;
}

export type Value =
  | { readonly kind: IntegerName; readonly value: bigint }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'string'; readonly bytes: Uint8Array }
  /** The bytes are those at the address, not a copy. */
  | { readonly kind: 'pubkey'; readonly bytes: Uint8Array }
  | { readonly kind: 'pointer'; readonly memory: Bytes; readonly at: number }
  | { readonly kind: 'null' };

export type IntegerValue = Extract<Value, { kind: IntegerName }>;

/** The program ends with r0 = code. */
export class Failure {
  /** The form that failed. */
  at?: Term;

  constructor(readonly code: bigint) {}
}

/** The reference has no answer: the program left what is defined, or takes too long. */
export class Unknowable {
  constructor(
    readonly why: string,
    /** Whether the program is defined all the same, so that every build must do the same. */
    readonly decided = false,
  ) {}
}

/** Solana's builtin errors that forms give, by their number. */
export const builtin = {
  InvalidArgument: 2,
  InvalidInstructionData: 3,
  AccountDataTooSmall: 5,
  MissingRequiredSignature: 8,
  NotEnoughAccountKeys: 11,
  InvalidAccountOwner: 23,
  ArithmeticOverflow: 24,
  Immutable: 25,
} as const;

export function failWith(name: keyof typeof builtin): never {
  throw new Failure(BigInt(builtin[name]) << 32n);
}

export const nothing: Value = { kind: 'null' };
export const truth = (value: boolean): Value => ({ kind: 'bool', value });
export const u64 = (value: bigint | number): Value => ({
  kind: 'u64',
  value: BigInt.asUintN(64, BigInt(value)),
});

export function isInteger(value: Value): value is IntegerValue {
  return isIntegerKind(value.kind);
}

export function integerOf(value: Value | undefined): IntegerValue {
  if (value && isInteger(value)) return value;
  throw new Unknowable('an integer was expected');
}

/** The value of the type, or ArithmeticOverflow. */
export function fit(kind: IntegerName, value: bigint): Value {
  if (value < leastOf(kind) || value > greatestOf(kind)) failWith('ArithmeticOverflow');
  return { kind, value };
}

/** The low bits of the number, read as the type. */
export function wrap(kind: IntegerName, value: bigint): Value {
  const bits = bitsOf(kind);
  return { kind, value: isSigned(kind) ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value) };
}

export function isTrue(value: Value): boolean {
  switch (value.kind) {
    case 'bool':
      return value.value;
    case 'string':
      return value.bytes.length > 0;
    case 'null':
      return false;
    case 'pubkey':
    case 'pointer':
      return true;
    default:
      return value.value !== 0n;
  }
}

/** The 64 bits a value has in a register. Addresses have none here. */
export function wordOf(value: Value | undefined): bigint {
  if (value?.kind === 'bool') return value.value ? 1n : 0n;
  return BigInt.asUintN(64, integerOf(value).value);
}

export function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}

export function equal(left: Value, right: Value): boolean {
  if (left.kind === 'null' || right.kind === 'null') return left.kind === right.kind;
  if ('bytes' in left && 'bytes' in right) return sameBytes(left.bytes, right.bytes);
  if ('value' in left && 'value' in right) return left.value === right.value;
  throw new Unknowable('the order of addresses');
}

/** How many bytes a value of the type takes in memory. */
export function sizeOf(kind: string): number {
  if (kind === 'pubkey') return 32;
  return kind === 'bool' ? 1 : bitsOf(kind as IntegerName) / 8;
}

export function readBytes({ bytes, known }: Bytes, at: number, size: number): Uint8Array {
  if (at < 0 || at + size > bytes.length) throw new Unknowable('memory beyond an object');
  if (known?.subarray(at, at + size).includes(0)) throw new Unknowable('memory before it is written');
  return bytes.subarray(at, at + size);
}

export function writeBytes({ bytes, known }: Bytes, at: number, from: Uint8Array): void {
  if (at < 0 || at + from.length > bytes.length) throw new Unknowable('memory beyond an object');
  bytes.set(from, at);
  known?.fill(1, at, at + from.length);
}

/** The value of a type whose bytes, little-endian, these are. */
export function decode(kind: string, bytes: Uint8Array): Value {
  if (kind === 'pubkey') return { kind, bytes };
  const number = bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  return kind === 'bool' ? truth(number !== 0n) : wrap(kind as IntegerName, number);
}

export function encodeNumber(number: bigint, size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, index) => Number((number >> BigInt(8 * index)) & 0xffn));
}

/** The bytes of a value of a type that has a layout. */
export function encode(kind: string, value: Value): Uint8Array {
  if (value.kind === 'pubkey' || value.kind === 'string') return value.bytes.slice();
  if (value.kind === 'bool') return encodeNumber(value.value ? 1n : 0n, 1);
  return encodeNumber(integerOf(value).value, sizeOf(kind));
}
