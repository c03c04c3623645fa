// The typed value a program gave back, decoded from its return data.
import { encodeBase58 } from '../../../grammar/base58.js';
import { typeName, type Field, type Type } from '../../../grammar/signature.js';

/** A value as JSON holds it. */
export type JsonValue =
  bigint | boolean | string | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** `text` is what a person reads, `json` what a program reads. */
export interface ShownValue {
  readonly type: string;
  readonly text: string;
  readonly json: JsonValue;
}

type Decoded = Pick<ShownValue, 'text' | 'json'>;

function integerOf(bytes: Uint8Array, signed: boolean): bigint {
  let value = 0n;
  for (let index = bytes.length - 1; index >= 0; index--) value = (value << 8n) | BigInt(bytes[index]!);
  return signed ? BigInt.asIntN(bytes.length * 8, value) : value;
}

/** `1234500000` of 9 digits is `1.2345`. */
function decimalText(units: bigint, digits: number): string {
  const sign = units < 0n ? '-' : '';
  const padded = (units < 0n ? -units : units).toString().padStart(digits + 1, '0');
  const whole = padded.slice(0, padded.length - digits);
  const fraction = padded.slice(padded.length - digits).replace(/0+$/, '');
  return `${sign}${whole}.${fraction === '' ? '0' : fraction}`;
}

/** Reads Borsh. The data ended too early, or holds what no value is, where it gives undefined. */
class Reader {
  private at = 0;

  constructor(private readonly data: Uint8Array) {}

  get isAtEnd(): boolean {
    return this.at === this.data.length;
  }

  private take(size: number): Uint8Array | undefined {
    if (this.at + size > this.data.length) return undefined;
    this.at += size;
    return this.data.subarray(this.at - size, this.at);
  }

  private count(): number | undefined {
    const bytes = this.take(4);
    return bytes && Number(integerOf(bytes, false));
  }

  private several(
    count: number | undefined,
    read: (index: number) => Decoded | undefined,
  ): Decoded[] | undefined {
    if (count === undefined || count > this.data.length) return undefined;
    const values: Decoded[] = [];
    for (let index = 0; index < count; index++) {
      const value = read(index);
      if (!value) return undefined;
      values.push(value);
    }
    return values;
  }

  private list(values: Decoded[] | undefined): Decoded | undefined {
    return (
      values && {
        text: `[${values.map(({ text }) => text).join(', ')}]`,
        json: values.map(({ json }) => json),
      }
    );
  }

  private fields(fields: readonly Field<Type>[], name = ''): Decoded | undefined {
    const values = this.several(fields.length, (index) => this.read(fields[index]!.type));
    if (!values) return undefined;
    const text = values.map((value, index) => `${fields[index]!.name}: ${value.text}`).join(', ');
    const json = Object.fromEntries(values.map((value, index) => [fields[index]!.name, value.json]));
    return { text: `${name === '' ? '' : `${name} `}{${text}}`, json };
  }

  read(type: Type): Decoded | undefined {
    switch (type.kind) {
      case 'integer': {
        const bytes = this.take(type.bits / 8);
        const value = bytes && integerOf(bytes, type.signed);
        return value === undefined ? undefined : { text: value.toString(), json: value };
      }
      case 'decimal': {
        const bytes = this.take(8);
        const text = bytes && decimalText(integerOf(bytes, true), type.digits);
        return text === undefined ? undefined : { text, json: text };
      }
      case 'bool': {
        const bytes = this.take(1);
        return bytes && { text: String(bytes[0] !== 0), json: bytes[0] !== 0 };
      }
      case 'string': {
        const bytes = this.take(this.count() ?? Infinity);
        const value = bytes && new TextDecoder().decode(bytes);
        return value === undefined ? undefined : { text: JSON.stringify(value), json: value };
      }
      case 'pubkey': {
        const bytes = this.take(32);
        const value = bytes && encodeBase58(bytes);
        return value === undefined ? undefined : { text: value, json: value };
      }
      case 'array':
        return this.list(this.several(type.length ?? this.count(), () => this.read(type.element)));
      case 'tuple':
        return this.list(this.several(type.items.length, (index) => this.read(type.items[index]!)));
      case 'record':
        return this.fields(type.fields);
      case 'struct':
        return this.fields(type.fields, type.name);
      case 'option': {
        const tag = this.take(1)?.[0];
        return tag === 0 ? { text: 'null', json: null } : tag === 1 ? this.read(type.value) : undefined;
      }
      case 'enum': {
        const variant = type.variants[this.take(1)?.[0] ?? 256];
        const name = variant && `${type.name}::${variant.name}`;
        if (variant?.fields.length === 0) return { text: name!, json: variant.name };
        const fields = variant && this.fields(variant.fields, name);
        return fields && { text: fields.text, json: { [variant.name]: fields.json } };
      }
      case 'null':
        return { text: 'null', json: null };
      case 'function':
      case 'unit':
      case 'never':
        return undefined;
    }
  }
}

/**
 * The value of a program whose result is of `type`. Undefined where there is none, or where the return data was set
 * by something else than the result.
 */
export function decodeValue(type: Type, returnData: Uint8Array | undefined): ShownValue | undefined {
  // The runtime drops return data of no bytes, which is what an empty string is.
  const data = returnData ?? new Uint8Array();
  if (type.kind === 'null') return { type: typeName(type), text: 'null', json: null };
  if (type.kind === 'string') {
    const value = new TextDecoder().decode(data);
    return { type: typeName(type), text: JSON.stringify(value), json: value };
  }
  const reader = new Reader(data);
  const decoded = reader.read(type);
  return decoded && reader.isAtEnd ? { type: typeName(type), ...decoded } : undefined;
}
