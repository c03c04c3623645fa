// Encodings: how values lie in the data of instructions of programs that do not, or not only, use Borsh.
import { bytesOf } from './layout.js';
import type { Type } from './signature.js';

/** How many bytes an integer takes and in which order; `compact` is Solana's short_vec: seven bits a byte, at most three. */
export type NumberEncoding =
  { readonly size: 1 | 2 | 4 | 8 | 16; readonly bigEndian: boolean } | { readonly size: 'compact' };

export interface EncodedVariant {
  readonly tag: bigint;
  readonly fields: Encoding;
}

export type Encoding =
  /** Bytes that are always the same; no part of the value. */
  | { readonly kind: 'constant'; readonly bytes: Uint8Array }
  /** As Borsh writes values of the type. */
  | { readonly kind: 'borsh'; readonly type: Type }
  /** An integer or a bool. */
  | { readonly kind: 'number'; readonly type: Type; readonly number: NumberEncoding }
  /** The bytes of a string or of `bytes`; without a count all that follows is theirs. */
  | { readonly kind: 'text'; readonly type: Type; readonly count: NumberEncoding | undefined }
  /** The bytes of a string, and zeros up to a size. */
  | { readonly kind: 'padded'; readonly type: Type; readonly size: number }
  /** An array; one of a fixed length has no count, nor has one that takes all that follows. */
  | {
      readonly kind: 'elements';
      readonly type: Type;
      readonly element: Encoding;
      readonly count: NumberEncoding | undefined;
    }
  /** An option or an enum; without a number for it the tag is not written. */
  | {
      readonly kind: 'variants';
      readonly type: Type;
      readonly tag: NumberEncoding | undefined;
      readonly variants: readonly EncodedVariant[];
    }
  /** One after another. What is no constant takes the next values that `type` consists of. */
  | { readonly kind: 'product'; readonly type: Type; readonly items: readonly Encoding[] };

/** How many bytes every value takes; undefined where they differ. */
export function encodedSize(encoding: Encoding): number | undefined {
  switch (encoding.kind) {
    case 'constant':
      return encoding.bytes.length;
    case 'borsh':
      return borshSize(encoding.type);
    case 'number':
      return numberSize(encoding.number);
    case 'text':
      return undefined;
    case 'padded':
      return encoding.size;
    case 'elements': {
      const length = encoding.type.kind === 'array' ? encoding.type.length : undefined;
      const element = encodedSize(encoding.element);
      return length === undefined || element === undefined ? undefined : length * element;
    }
    case 'variants': {
      const tag = encoding.tag ? numberSize(encoding.tag) : 0;
      const [first, ...others] = encoding.variants.map(({ fields }) => encodedSize(fields));
      return tag === undefined || first === undefined || others.some((size) => size !== first)
        ? undefined
        : tag + first;
    }
    case 'product':
      return sum(encoding.items.map(encodedSize));
  }
}

function sum(sizes: readonly (number | undefined)[]): number | undefined {
  let total = 0;
  for (const size of sizes) {
    if (size === undefined) return undefined;
    total += size;
  }
  return total;
}

const numberSize = ({ size }: NumberEncoding): number | undefined => (size === 'compact' ? undefined : size);

/** The size in Borsh of all values of a type, if it is one. */
function borshSize(type: Type): number | undefined {
  switch (type.kind) {
    case 'string':
    case 'option':
      return undefined;
    case 'array': {
      const element = borshSize(type.element);
      return type.length === undefined || element === undefined ? undefined : type.length * element;
    }
    case 'tuple':
      return sum(type.items.map(borshSize));
    case 'record':
    case 'struct':
      return sum(type.fields.map((field) => borshSize(field.type)));
    case 'enum':
      return type.variants.every(({ fields }) => fields.length === 0) ? 1 : undefined;
    default:
      return bytesOf(type);
  }
}

/** The type of the values; undefined of a constant. */
export function encodedType(encoding: Encoding): Type | undefined {
  return encoding.kind === 'constant' ? undefined : encoding.type;
}

const isBorshCount = (count: NumberEncoding | undefined, size: number): boolean =>
  count?.size === size && !count.bigEndian;

const isBorsh = (encoding: Encoding): boolean => encoding.kind === 'borsh';

/** Whether fields are those of a type as Borsh writes them: nothing between them. */
const areBorsh = (fields: Encoding): boolean =>
  isBorsh(fields) || (fields.kind === 'product' && fields.items.every(isBorsh));

/** The encoding with Borsh for each part that is as Borsh writes it. */
export function simplified(encoding: Encoding): Encoding {
  switch (encoding.kind) {
    case 'number': {
      const { type, number } = encoding;
      return isBorshCount(number, bytesOf(type)) ? { kind: 'borsh', type } : encoding;
    }
    case 'text':
      return isBorshCount(encoding.count, 4) ? { kind: 'borsh', type: encoding.type } : encoding;
    case 'elements': {
      const { type, count } = encoding;
      const element = simplified(encoding.element);
      const isFixed = type.kind === 'array' && type.length !== undefined;
      const isSame = isBorsh(element) && (isFixed ? count === undefined : isBorshCount(count, 4));
      return isSame ? { kind: 'borsh', type } : { ...encoding, element };
    }
    case 'variants': {
      const { type, tag } = encoding;
      const variants = encoding.variants.map((one) => ({ ...one, fields: simplified(one.fields) }));
      const isSame =
        isBorshCount(tag, 1) &&
        variants.every((one, index) => one.tag === BigInt(index) && areBorsh(one.fields));
      return isSame ? { kind: 'borsh', type } : { ...encoding, variants };
    }
    case 'product': {
      const items = encoding.items.map(simplified);
      return items.every(isBorsh)
        ? { kind: 'borsh', type: encoding.type }
        : { kind: 'product', type: encoding.type, items };
    }
    default:
      return encoding;
  }
}
