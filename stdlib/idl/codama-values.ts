// Reads value nodes of Codama: the bytes of a value that is known beforehand, by how it lies in the data.
// https://github.com/codama-idl/codama/tree/main/packages/nodes/docs/valueNodes
import { base16, base58, base64 } from '@scure/base';
import { decodeAddress } from '../../grammar/base58.js';
import type { Encoding, NumberEncoding } from '../../grammar/encoding.js';
import { fits, string } from '../../grammar/signature.js';
import { shapes } from './codama-nodes.js';
import { kebabCase, pascalCase, type Node } from './node.js';

const utf8 = new TextEncoder();

const decoders = {
  base16: (text: string) => base16.decode(text.toUpperCase()),
  base58: (text: string) => base58.decode(text),
  base64: (text: string) => base64.decode(text),
  utf8: (text: string) => utf8.encode(text),
} as const;

/** A number as bytes. */
export function numberBytes(value: bigint, number: NumberEncoding): Uint8Array {
  if (number.size === 'compact') {
    const found: number[] = [];
    for (let rest = value; ; rest >>= 7n) {
      if (rest < 128n) return Uint8Array.of(...found, Number(rest));
      found.push(Number(rest & 127n) | 128);
    }
  }
  const made = Uint8Array.from({ length: number.size }, (_, at) => Number((value >> BigInt(8 * at)) & 255n));
  return number.bigEndian ? made.reverse() : made;
}

const joined = (parts: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => [...part]));

/** What reads the constants that have types of their own. */
interface Constants {
  constant(node: Node): Uint8Array;
}

/** The bytes of a value node in an encoding. */
export function constantBytes(encoding: Encoding, value: Node, constants: Constants): Uint8Array {
  const wrong = (): never =>
    value.refuse('it is no value of its type', 'a constant is described by a value node of its type');
  const inner = (part: Encoding, node: Node): Uint8Array => constantBytes(part, node, constants);
  if (value.kind === 'constantValueNode') return constants.constant(value);
  switch (encoding.kind) {
    case 'constant':
      return encoding.bytes;
    case 'borsh': {
      const { type } = encoding;
      if (type.kind === 'pubkey') return keyBytes(value) ?? wrong();
      const raw = rawBytes(value);
      return raw && type.kind === 'array' && raw.length === type.length ? raw : wrong();
    }
    case 'number': {
      const found = integerOf(value);
      const { type, number } = encoding;
      const isFine = found !== undefined && (type.kind !== 'integer' || fits(found, type));
      return isFine ? numberBytes(found, number) : wrong();
    }
    case 'text': {
      const raw = encoding.type !== string && value.kind === 'stringValueNode' ? undefined : rawBytes(value);
      if (!raw) return wrong();
      return joined([
        encoding.count ? numberBytes(BigInt(raw.length), encoding.count) : raw.slice(0, 0),
        raw,
      ]);
    }
    case 'padded': {
      const raw = rawBytes(value);
      if (!raw || raw.length > encoding.size) return wrong();
      return joined([raw, new Uint8Array(encoding.size - raw.length)]);
    }
    case 'elements': {
      const { type, element, count } = encoding;
      const items = value.kind === 'mapValueNode' ? value.list('entries') : value.list('items');
      if (type.kind !== 'array' || (type.length !== undefined && type.length !== items.length))
        return wrong();
      const parts = items.map((item) => inner(element, item));
      return joined(count ? [numberBytes(BigInt(items.length), count), ...parts] : parts);
    }
    case 'variants': {
      const { type, tag, variants } = encoding;
      const index =
        type.kind === 'enum'
          ? type.variants.findIndex(({ name }) => name === variantOf(value))
          : ['noneValueNode', 'someValueNode'].indexOf(value.kind);
      const variant = variants[index] ?? wrong();
      const payload = value.optional('value');
      const fields = payload ? inner(variant.fields, payload) : inner(variant.fields, value);
      return joined(tag ? [numberBytes(variant.tag, tag), fields] : [fields]);
    }
    case 'product': {
      const parts = encoding.items.filter((item) => item.kind !== 'constant');
      const { type } = encoding;
      const fields = type.kind === 'record' || type.kind === 'struct' ? type.fields : undefined;
      // Constants around a value do not make it another one.
      const isWhole = parts.length === 1 && parts[0]!.type === type;
      const nodes =
        value.kind === 'mapEntryValueNode' ? [value.at('key'), value.at('value')] : value.list('items');
      let next = 0;
      return joined(
        encoding.items.map((item) => {
          if (item.kind === 'constant') return item.bytes;
          const at = next++;
          if (isWhole) return inner(item, value);
          const named = value.list('fields').find((one) => kebabCase(one.name) === fields?.[at]?.name);
          return inner(item, (fields ? named?.at('value') : nodes[at]) ?? wrong());
        }),
      );
    }
  }
}

/** The bytes that a value node writes out. */
function rawBytes(value: Node): Uint8Array | undefined {
  if (value.kind === 'stringValueNode') return utf8.encode(value.read(shapes.stringValue).string);
  if (value.kind !== 'bytesValueNode') return undefined;
  const { data, encoding } = value.read(shapes.bytesValue);
  try {
    return decoders[encoding](data);
  } catch {
    return value.at('data').refuse(`it is no ${encoding}`, 'see the encoding beside it');
  }
}

function keyBytes(value: Node): Uint8Array | undefined {
  if (value.kind !== 'publicKeyValueNode') return undefined;
  return decodeAddress(value.read(shapes.publicKeyValue).publicKey);
}

function integerOf(value: Node): bigint | undefined {
  if (value.kind === 'booleanValueNode') return value.read(shapes.booleanValue).boolean ? 1n : 0n;
  if (value.kind !== 'numberValueNode') return undefined;
  return BigInt(value.read(shapes.numberValue).number);
}

const variantOf = (value: Node): string | undefined =>
  value.kind === 'enumValueNode' ? pascalCase(value.read(shapes.enumValue).variant) : undefined;
