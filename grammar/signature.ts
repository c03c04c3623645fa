// Signatures: the types of OVSM values and how a syscall's parameters and cost are described.

export type IntegerBits = 8 | 16 | 32 | 64 | 128;
export interface IntegerType {
  readonly kind: 'integer';
  readonly signed: boolean;
  readonly bits: IntegerBits;
}

export type Type =
  | IntegerType
  | { readonly kind: 'bool' }
  /** UTF-8 text: address and length in bytes. */
  | { readonly kind: 'string' }
  /** The address of 32 bytes. */
  | { readonly kind: 'pubkey' }
  | { readonly kind: 'null' }
  /** No value: what `while` gives. */
  | { readonly kind: 'unit' }
  /** Control does not come back: what `fail` gives. */
  | { readonly kind: 'never' };

const integerOf = (signed: boolean, bits: IntegerBits): IntegerType => ({ kind: 'integer', signed, bits });

export const u8 = integerOf(false, 8);
export const u16 = integerOf(false, 16);
export const u32 = integerOf(false, 32);
export const u64 = integerOf(false, 64);
export const u128 = integerOf(false, 128);
export const i8 = integerOf(true, 8);
export const i16 = integerOf(true, 16);
export const i32 = integerOf(true, 32);
export const i64 = integerOf(true, 64);
export const i128 = integerOf(true, 128);
export const bool: Type = { kind: 'bool' };
export const string: Type = { kind: 'string' };
export const pubkey: Type = { kind: 'pubkey' };
export const nothing: Type = { kind: 'null' };
export const unit: Type = { kind: 'unit' };
export const never: Type = { kind: 'never' };

export const integerTypes: readonly IntegerType[] = [u8, u16, u32, u64, u128, i8, i16, i32, i64, i128];

/** The type as OVSM writes it. */
export function typeName(type: Type): string {
  return type.kind === 'integer' ? `${type.signed ? 'i' : 'u'}${type.bits}` : type.kind;
}

const namedTypes = new Map<string, Type>(
  [...integerTypes, bool, string, pubkey, nothing, unit, never].map((type) => [typeName(type), type]),
);

/** The type called `name`, if there is one. */
export function typeNamed(name: string): Type | undefined {
  return namedTypes.get(name);
}

export function sameType(left: Type, right: Type): boolean {
  return typeName(left) === typeName(right);
}

export function minimumOf(type: IntegerType): bigint {
  return type.signed ? -(1n << BigInt(type.bits - 1)) : 0n;
}

export function maximumOf(type: IntegerType): bigint {
  return (1n << BigInt(type.signed ? type.bits - 1 : type.bits)) - 1n;
}

export function fits(value: bigint, type: IntegerType): boolean {
  return value >= minimumOf(type) && value <= maximumOf(type);
}
