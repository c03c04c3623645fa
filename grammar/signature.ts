// Signatures: the types of OVSM values and how a syscall's parameters and cost are described.

export type IntegerBits = 8 | 16 | 32 | 64 | 128;
export interface IntegerType {
  readonly kind: 'integer';
  readonly signed: boolean;
  readonly bits: IntegerBits;
}

/** A fixed-point number: an i64 that counts units of 10^-digits. */
export interface DecimalType {
  readonly kind: 'decimal';
  readonly digits: number;
}

/** Types that have no parts. */
export type PlainType =
  | IntegerType
  | DecimalType
  | { readonly kind: 'bool' }
  /** UTF-8 text: address and length in bytes. */
  | { readonly kind: 'string' }
  /** The address of 32 bytes. */
  | { readonly kind: 'pubkey' }
  /** What `null` alone is: a value of no bits. */
  | { readonly kind: 'null' }
  /** No value: what `while` gives. */
  | { readonly kind: 'unit' }
  /** Control does not come back: what `fail` gives. */
  | { readonly kind: 'never' };

/**
 * Elements side by side in memory, a reference to them: an address and a length, or, where `length` is part of the
 * type, an address alone. `T` is the type of parts: `Type`, or a type that is still being inferred.
 */
export interface ArrayType<T> {
  readonly kind: 'array';
  readonly element: T;
  readonly length: number | undefined;
}

/** Values of several types in a row: `["a" 1]`. */
export interface TupleType<T> {
  readonly kind: 'tuple';
  readonly items: readonly T[];
}

export interface Field<T> {
  readonly name: string;
  readonly type: T;
}

/** Named values: `{:a 1}`. Two records are of one type if their fields have one order, names and types. */
export interface RecordType<T> {
  readonly kind: 'record';
  readonly fields: readonly Field<T>[];
}

/** A value that may be missing. */
export interface OptionType<T> {
  readonly kind: 'option';
  readonly value: T;
}

/** A type that a program defines by name. */
export interface StructType {
  readonly kind: 'struct';
  readonly name: string;
  readonly fields: readonly Field<Type>[];
}

export interface Variant {
  readonly name: string;
  readonly fields: readonly Field<Type>[];
}

/** One of several variants, each with fields of its own. In memory: the number of the variant in a byte, the fields. */
export interface EnumType {
  readonly kind: 'enum';
  readonly name: string;
  readonly variants: readonly Variant[];
}

/** What a function value takes along: a variable of a function around it. */
export interface Capture {
  readonly type: Type;
  /** Changed after its definition, so that it lives in memory and its address is taken along. */
  readonly mutated: boolean;
}

/** One `lambda` of the program, or a function used as a value. */
export interface Lambda {
  readonly id: number;
  readonly name: string;
  /** Read once checking is over. */
  readonly captures: readonly Capture[];
}

/** A function value: which lambdas it may be is part of its type, so that calls of it are decided at compile time. */
export interface FunctionType {
  readonly kind: 'function';
  readonly lambdas: readonly Lambda[];
}

/** A field of the data of an account. */
export interface AccountField extends Field<Type> {
  /** An option that takes its room also where it is missing: a u32, 1 where it is there, and the value. SPL: COption. */
  readonly roomy?: true;
}

/** How the data of an account lies: a discriminator, then fields, packed and little-endian. */
export interface AccountLayout {
  readonly name: string;
  /** The bytes the data begins with. */
  readonly discriminator: Uint8Array;
  readonly fields: readonly AccountField[];
  /** The length of the data in bytes; where it is not exact, the least. */
  readonly size: number;
  readonly exact: boolean;
  /** The program that owns such accounts; the one that declares the layout if undefined. */
  readonly owner: Uint8Array | undefined;
  /** The offset of a byte that is not zero once the account is in use, where no discriminator tells. */
  readonly alive?: number;
}

/** An account of the instruction: the address of its serialized entry. What may be done with it is part of its type. */
export interface AccountType {
  readonly kind: 'account';
  readonly layout: AccountLayout | undefined;
  readonly writable: boolean;
}

/** The accounts of the instruction from `first` on: a value of no bits. */
export interface AccountsType {
  readonly kind: 'accounts';
  readonly first: number;
}

export type Type =
  | PlainType
  | AccountType
  | AccountsType
  | StructType
  | EnumType
  | FunctionType
  | ArrayType<Type>
  | TupleType<Type>
  | RecordType<Type>
  | OptionType<Type>;

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
export const decimal: DecimalType = { kind: 'decimal', digits: 9 };
export const bytes: Type = { kind: 'array', element: u8, length: undefined };

export const integerTypes: readonly IntegerType[] = [u8, u16, u32, u64, u128, i8, i16, i32, i64, i128];

/** A type whose parts `show` can name, as OVSM writes it. */
export function nameWith<T>(
  type: Type | ArrayType<T> | TupleType<T> | RecordType<T> | OptionType<T>,
  show: (part: T | Type) => string,
): string {
  switch (type.kind) {
    case 'integer':
      return `${type.signed ? 'i' : 'u'}${type.bits}`;
    case 'decimal':
      return type.digits === decimal.digits ? 'decimal' : `(decimal ${type.digits})`;
    case 'array': {
      const element = show(type.element);
      if (type.length !== undefined) return `(array ${element} ${type.length})`;
      return element === 'u8' ? 'bytes' : `(array ${element})`;
    }
    case 'tuple':
      return `(tuple${type.items.map((item: T | Type) => ` ${show(item)}`).join('')})`;
    case 'record':
      return `{${type.fields.map((field: Field<T | Type>) => `:${field.name} ${show(field.type)}`).join(' ')}}`;
    case 'option':
      return `(option ${show(type.value)})`;
    case 'struct':
    case 'enum':
      return type.name;
    case 'account': {
      const { layout, writable } = type;
      return layout && !writable
        ? layout.name
        : `(account${layout ? ` ${layout.name}` : ''}${writable ? ' :writable' : ''})`;
    }
    case 'accounts':
      return `(accounts ${type.first})`;
    default:
      return type.kind;
  }
}

/** The type as OVSM writes it. */
export function typeName(type: Type): string {
  return nameWith<Type>(type, typeName);
}

/** A text that is the same for two types exactly if they are one type; function types differ by their lambdas. */
export function typeKey(type: Type): string {
  if (type.kind === 'function') return `function#${type.lambdas.map(({ id }) => id).join('|')}`;
  return nameWith<Type>(type, typeKey);
}

const namedTypes = new Map<string, Type>(
  [...integerTypes, decimal, bool, string, pubkey, bytes, nothing, unit, never].map((type) => [
    typeName(type),
    type,
  ]),
);

/** The type called `name`, if there is one. */
export function typeNamed(name: string): Type | undefined {
  return namedTypes.get(name);
}

export function sameType(left: Type, right: Type): boolean {
  if (left === right) return true;
  return left.kind === right.kind && typeKey(left) === typeKey(right);
}

export function minimumOf(type: IntegerType): bigint {
  return type.signed ? -(1n << BigInt(type.bits - 1)) : 0n;
}

export function maximumOf(type: IntegerType): bigint {
  return (1n << BigInt(type.signed ? type.bits - 1 : type.bits)) - 1n;
}

export function fits(value: bigint, type: IntegerType): boolean {
  return (type.signed ? BigInt.asIntN(type.bits, value) : BigInt.asUintN(type.bits, value)) === value;
}
