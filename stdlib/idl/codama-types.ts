// Reads type nodes of Codama: the type of the values in the language, and how they lie in the data.
// https://github.com/codama-idl/codama/tree/main/packages/nodes/docs/typeNodes
import { encodedSize, encodedType, type Encoding, type NumberEncoding } from '../../grammar/encoding.js';
import { bytesOf } from '../../grammar/layout.js';
import {
  bool,
  bytes,
  integerTypes,
  pubkey,
  string,
  typeName,
  u16,
  u8,
  type Field,
  type Type,
} from '../../grammar/signature.js';
import { shapes } from './codama-nodes.js';
import { constantBytes, numberBytes } from './codama-values.js';
import { checkParts, kebabCase, mostData, pascalCase, type Node } from './node.js';

const integers = new Map(integerTypes.map((type) => [typeName(type), type]));

/** Encodings of values: constants have none. */
type ValueEncoding = Exclude<Encoding, { kind: 'constant' }>;

const product = (type: Type, ...items: readonly Encoding[]): ValueEncoding => ({
  kind: 'product',
  type,
  items,
});

const constant = (value: Uint8Array): Encoding => ({ kind: 'constant', bytes: value });

const zeros = (size: number): Encoding => constant(new Uint8Array(size));

export class CodamaTypes {
  /** The structs and enums met, by the names that they have behind `as::`. */
  readonly named = new Map<string, Type>();
  private readonly found = new Map<string, ValueEncoding>();
  private readonly open = new Set<string>();

  constructor(
    private readonly root: Node,
    private readonly as: string,
  ) {}

  /** A type node; `label` names what has no name in the interface. */
  read(node: Node, label: string): ValueEncoding {
    node.checkDepth();
    const encoding = this.readNode(node, label);
    checkParts(encoding.type, node);
    return encoding;
  }

  private readNode(node: Node, label: string): ValueEncoding {
    switch (node.kind) {
      case 'numberTypeNode':
        return this.number(node);
      case 'amountTypeNode':
      case 'solAmountTypeNode':
      case 'dateTimeTypeNode':
        return this.read(node.at('number'), label);
      case 'booleanTypeNode':
        return { kind: 'number', type: bool, number: this.numberOf(node.at('size')) };
      case 'publicKeyTypeNode':
        return { kind: 'borsh', type: pubkey };
      case 'bytesTypeNode':
        return { kind: 'text', type: bytes, count: undefined };
      case 'stringTypeNode': {
        // Other encodings say how bytes are shown as text.
        const { encoding } = node.read(shapes.stringType);
        return { kind: 'text', type: encoding === 'utf8' ? string : bytes, count: undefined };
      }
      case 'sizePrefixTypeNode':
        return this.sizePrefix(node, label);
      case 'fixedSizeTypeNode':
        return this.fixedSize(node, label);
      case 'arrayTypeNode':
      case 'setTypeNode':
        return this.elements(node, this.read(node.at('item'), label));
      case 'mapTypeNode': {
        const [key, value] = [this.read(node.at('key'), `${label}Key`), this.read(node.at('value'), label)];
        return this.elements(node, product({ kind: 'tuple', items: [key.type, value.type] }, key, value));
      }
      case 'optionTypeNode':
      case 'zeroableOptionTypeNode':
      case 'remainderOptionTypeNode':
        return this.option(node, label);
      case 'structTypeNode':
        return this.struct(node, label);
      case 'tupleTypeNode': {
        const items = node.list('items').map((item, index) => this.read(item, `${label}${index}`));
        return product({ kind: 'tuple', items: items.map(({ type }) => type) }, ...items);
      }
      case 'enumTypeNode':
        return this.enum(node, label);
      case 'definedTypeLinkNode':
        return this.link(node);
      case 'hiddenPrefixTypeNode':
      case 'hiddenSuffixTypeNode': {
        const inner = this.read(node.at('type'), label);
        const before = node.list('prefix').map((one) => constant(this.constant(one)));
        const behind = node.list('suffix').map((one) => constant(this.constant(one)));
        return product(inner.type, ...before, inner, ...behind);
      }
      case 'sentinelTypeNode': {
        const inner = this.read(node.at('type'), label);
        return product(inner.type, inner, constant(this.constant(node.at('sentinel'))));
      }
      case 'preOffsetTypeNode':
      case 'postOffsetTypeNode':
        return node.refuse('data cannot be written at offsets', 'data is written from its start to its end');
      default:
        return node.refuse(`\`${node.kind}\` is no type`, 'see the type nodes of Codama');
    }
  }

  /** The bytes of a constant value node, which has a type of its own. */
  constant(node: Node): Uint8Array {
    return constantBytes(this.read(node.at('type'), 'Constant'), node.at('value'), this);
  }

  private number(node: Node): Extract<Encoding, { kind: 'number' }> {
    const { format, endian } = node.read(shapes.numberType);
    if (format === 'shortU16') return { kind: 'number', type: u16, number: { size: 'compact' } };
    const type =
      integers.get(format) ??
      node
        .at('format')
        .refuse(`numbers of the format \`${format}\` have no counterpart`, 'there are only integers');
    const size = bytesOf(type) as 1 | 2 | 4 | 8 | 16;
    return { kind: 'number', type, number: { size, bigEndian: endian === 'be' } };
  }

  /** A number that says a size, a count or a variant. */
  private numberOf(node: Node): NumberEncoding {
    if (node.kind !== 'numberTypeNode')
      return node.refuse('it is more than a number', 'it is a `numberTypeNode` here');
    return this.number(node).number;
  }

  private sizePrefix(node: Node, label: string): ValueEncoding {
    const inner = this.read(node.at('type'), label);
    const prefix = this.numberOf(node.at('prefix'));
    if (inner.kind === 'text' && !inner.count) return { ...inner, count: prefix };
    const size = this.sizeOf(inner, node);
    return product(inner.type, constant(numberBytes(BigInt(size), prefix)), inner);
  }

  private sizeOf(encoding: Encoding, node: Node): number {
    const size =
      encodedSize(encoding) ??
      node.refuse('values of it have several sizes', 'one size for all is needed here');
    if (size > mostData) node.refuse('values of it are too large', `data has at most ${mostData} bytes`);
    return size;
  }

  private fixedSize(node: Node, label: string): ValueEncoding {
    const { size } = node.read(shapes.fixedSizeType);
    const inner = this.read(node.at('type'), label);
    if (inner.kind === 'text' && !inner.count) {
      if (inner.type === string) return { kind: 'padded', type: string, size };
      return { kind: 'borsh', type: { kind: 'array', element: u8, length: size } };
    }
    const least = this.sizeOf(inner, node);
    if (least > size) return node.refuse('the size is smaller than the value', `it is at least ${least}`);
    return least === size ? inner : product(inner.type, inner, zeros(size - least));
  }

  private elements(node: Node, element: ValueEncoding): ValueEncoding {
    const counted = node.at('count');
    const length = counted.kind === 'fixedCountNode' ? counted.read(shapes.fixedCount).value : undefined;
    return {
      kind: 'elements',
      type: { kind: 'array', element: element.type, length },
      element,
      count: counted.kind === 'prefixedCountNode' ? this.numberOf(counted.at('prefix')) : undefined,
    };
  }

  private option(node: Node, label: string): ValueEncoding {
    const item = this.read(node.at('item'), label);
    const { fixed = false } = node.read(shapes.optionType);
    const isPrefixed = node.kind === 'optionTypeNode';
    const zero = node.optional('zeroValue');
    const isFixed = fixed || node.kind === 'zeroableOptionTypeNode';
    const none = zero ? constant(this.constant(zero)) : zeros(isFixed ? this.sizeOf(item, node) : 0);
    return {
      kind: 'variants',
      type: { kind: 'option', value: item.type },
      tag: isPrefixed ? this.numberOf(node.at('prefix')) : undefined,
      variants: [
        { tag: 0n, fields: product({ kind: 'tuple', items: [] }, none) },
        { tag: 1n, fields: item },
      ],
    };
  }

  /** A struct is a record where it has no name. */
  private struct(node: Node, label: string, name?: string): ValueEncoding {
    const fields: Field<Type>[] = [];
    const items = node.list('fields').map((field): Encoding => {
      const encoding = this.read(field.at('type'), `${label}${pascalCase(field.name)}`);
      const { defaultValueStrategy } = field.read(shapes.field);
      if (defaultValueStrategy === 'omitted')
        return constant(constantBytes(encoding, field.at('defaultValue'), this));
      fields.push({ name: kebabCase(field.name), type: encoding.type });
      return encoding;
    });
    const type: Type = name === undefined ? { kind: 'record', fields } : { kind: 'struct', name, fields };
    return product(type, ...items);
  }

  private enum(node: Node, label: string): ValueEncoding {
    const variants = node.list('variants').map((variant, index) => {
      const { discriminator = index } = variant.read(shapes.enumVariant);
      const inner = variant.optional('struct') ?? variant.optional('tuple');
      const fields = inner
        ? this.read(inner, `${label}${pascalCase(variant.name)}`)
        : product({ kind: 'tuple', items: [] });
      return { name: pascalCase(variant.name), tag: BigInt(discriminator), fields };
    });
    if (variants.length === 0 || variants.length > 256)
      return node.refuse(`it has ${variants.length} variants`, 'enums have 1 to 256');
    const tag = this.numberOf(node.at('size'));
    const most = tag.size === 'compact' ? 0xffff : 256 ** tag.size - 1;
    if (variants.some((variant) => variant.tag > most))
      node.refuse('the number of a variant has too few bytes', `it is at most ${most}`);
    const type: Type = {
      kind: 'enum',
      name: `${this.as}::${label}`,
      variants: variants.map(({ name, fields }) => ({ name, fields: fieldsOf(fields) })),
    };
    this.named.set(label, type);
    return { kind: 'variants', type, tag, variants };
  }

  private link(node: Node): ValueEncoding {
    const { name } = node;
    const program = this.programOf(node);
    const isMain = program.place === 'program';
    const label = `${isMain ? '' : `${program.name}::`}${pascalCase(name)}`;
    const known = this.found.get(label);
    if (known) return known;
    const defined = program.list('definedTypes').find((one) => one.name === name);
    if (!defined) return node.refuse(`no type \`${name}\` is defined`, 'add it to `definedTypes`');
    if (this.open.has(label))
      return node.refuse(`the type \`${name}\` contains itself`, 'values of it have no size here');
    this.open.add(label);
    const type = defined.at('type');
    const isStruct = type.kind === 'structTypeNode';
    const read = isStruct ? this.struct(type, label, `${this.as}::${label}`) : this.read(type, label);
    this.open.delete(label);
    this.found.set(label, read);
    if (isStruct) this.named.set(label, read.type);
    return read;
  }

  /** Reads a defined type for its name. */
  define(node: Node): void {
    this.link(node);
  }

  /** The program that a link leads to. */
  private programOf(link: Node): Node {
    const named = link.optional('program');
    const main = this.root.at('program');
    if (!named || named.name === main.name) return main;
    const other = this.root.list('additionalPrograms').find((one) => one.name === named.name);
    return (
      other ?? link.refuse(`no program \`${named.name}\` is described`, 'add it to `additionalPrograms`')
    );
  }
}

/** The fields of a variant that a struct or a tuple describes. */
function fieldsOf(encoding: Encoding): readonly Field<Type>[] {
  const type = encodedType(encoding);
  if (type?.kind === 'record') return type.fields;
  return type?.kind === 'tuple' ? type.items.map((item, index) => ({ name: `${index}`, type: item })) : [];
}
