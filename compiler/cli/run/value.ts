// The typed value a program gave back, decoded from its return data.
import { encodeBase58 } from '../../../grammar/base58.js';
import { typeName, type Type } from '../../../grammar/signature.js';

/** `text` is what a person reads, `json` what a program reads. */
export interface ShownValue {
  readonly type: string;
  readonly text: string;
  readonly json: bigint | boolean | string | null;
}

function integerOf(bytes: Uint8Array, signed: boolean): bigint {
  let value = 0n;
  for (let index = bytes.length - 1; index >= 0; index--) value = (value << 8n) | BigInt(bytes[index]!);
  return signed ? BigInt.asIntN(bytes.length * 8, value) : value;
}

function decode(type: Type, data: Uint8Array): Pick<ShownValue, 'text' | 'json'> | undefined {
  switch (type.kind) {
    case 'integer': {
      if (data.length !== type.bits / 8) return undefined;
      const value = integerOf(data, type.signed);
      return { text: value.toString(), json: value };
    }
    case 'bool': {
      if (data.length !== 1) return undefined;
      return { text: String(data[0] !== 0), json: data[0] !== 0 };
    }
    case 'string': {
      const value = new TextDecoder().decode(data);
      return { text: JSON.stringify(value), json: value };
    }
    case 'pubkey': {
      if (data.length !== 32) return undefined;
      const value = encodeBase58(data);
      return { text: value, json: value };
    }
    case 'null':
    case 'unit':
    case 'never':
      return undefined;
  }
}

/**
 * The value of a program whose result is of `type`. Undefined where there is none, or where the return data was set
 * by something else than the result.
 */
export function decodeValue(type: Type, returnData: Uint8Array | undefined): ShownValue | undefined {
  if (type.kind === 'null') return { type: typeName(type), text: 'null', json: null };
  // The runtime drops return data of no bytes, which is what an empty string is.
  const decoded = decode(type, returnData ?? new Uint8Array());
  return decoded && { type: typeName(type), ...decoded };
}
