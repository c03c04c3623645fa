// Reads an IDL of Anchor, specification 0.1.0, as what is needed to call the program.
// https://docs.rs/anchor-lang-idl-spec/0.1.0/anchor_lang_idl_spec/
import * as z from 'zod/mini';
import { decodeAddress } from '../../grammar/base58.js';
import type {
  CalledAccount,
  CalledArgument,
  CalledInstruction,
  CalledProgram,
} from '../../grammar/called-program.js';
import {
  bool,
  bytes,
  integerTypes,
  pubkey,
  string,
  typeName,
  type Field,
  type Type,
} from '../../grammar/signature.js';
import { checkParts, count, kebabCase, Node, readInstructions, readTypes } from './node.js';

/** The types that have the name they have in the language. */
const plain: ReadonlyMap<string, Type> = new Map(
  [...integerTypes, bool, string, bytes, pubkey].map((type) => [typeName(type), type]),
);

const compound = z.union([
  z.object({ vec: z.unknown() }),
  z.object({ option: z.unknown() }),
  z.object({ array: z.tuple([z.unknown(), z.unknown()]) }),
  z.object({ defined: z.object({ name: z.string() }) }),
]);

const rootShape = z.object({
  metadata: z.object({ name: z.string(), spec: z.literal('0.1.0') }),
  address: z.string(),
});

const definition = z.object({
  serialization: z.optional(z.unknown()),
  type: z.object({ kind: z.string() }),
});

const discriminated = z.object({
  name: z.string(),
  discriminator: z.array(z.int().check(z.gte(0), z.lte(255))),
});

const flags = z.object({
  writable: z.optional(z.boolean()),
  signer: z.optional(z.boolean()),
  optional: z.optional(z.boolean()),
  address: z.optional(z.string()),
});

class Reader {
  private readonly found = new Map<string, Type>();
  private readonly open = new Set<string>();

  constructor(
    private readonly root: Node,
    private readonly as: string,
  ) {}

  private type(node: Node): Type {
    node.checkDepth();
    return checkParts(this.read(node), node);
  }

  private read(node: Node): Type {
    if (typeof node.json === 'string')
      return (
        plain.get(node.json) ??
        node.refuse(
          `the type \`${node.json}\` has no counterpart`,
          'numbers are integers of up to 128 bits; others are given as an array of bytes by an IDL that says so',
        )
      );
    if (node.optional('generic')) return this.generic(node);
    node.read(compound);
    if (node.optional('vec')) return { kind: 'array', element: this.type(node.at('vec')), length: undefined };
    if (node.optional('option')) return { kind: 'option', value: this.type(node.at('option')) };
    if (node.optional('defined')) return this.defined(node.at('defined'));
    const length = node.at('array').at(1);
    if (typeof length.json !== 'number') return this.generic(length);
    return { kind: 'array', element: this.type(node.at('array').at(0)), length: length.read(count) };
  }

  private generic(node: Node): never {
    return node.refuse(
      'types with parameters have no counterpart',
      'describe the types that the program is called with by an IDL of your own',
    );
  }

  private defined(node: Node): Type {
    const { name } = node;
    if (node.list('generics').length > 0) this.generic(node);
    const known = this.found.get(name);
    if (known) return known;
    const found = this.root.list('types').find((one) => one.name === name);
    if (!found) return node.refuse(`no type \`${name}\` is defined`, 'add it to `types`');
    if (this.open.has(name))
      return node.refuse(`the type \`${name}\` contains itself`, 'values of it have no size here');
    this.open.add(name);
    const type = this.definition(found);
    this.open.delete(name);
    this.found.set(name, type);
    return type;
  }

  private definition(node: Node): Type {
    const { serialization = 'borsh' } = node.read(definition);
    if (node.list('generics').length > 0) this.generic(node);
    if (serialization !== 'borsh')
      return node
        .at('serialization')
        .refuse('values of this type are not written in Borsh', 'only Borsh can be written');
    const name = `${this.as}::${node.name}`;
    const type = node.at('type');
    switch (type.kind) {
      case 'struct':
        return { kind: 'struct', name, fields: this.fields(type) };
      case 'enum':
        return {
          kind: 'enum',
          name,
          variants: type.list('variants').map((one) => ({ name: one.name, fields: this.fields(one) })),
        };
      case 'type':
        return this.type(type.at('alias'));
      default:
        return type.refuse(`\`${type.kind}\` is no kind of type`, 'there are `struct`, `enum` and `type`');
    }
  }

  /** Fields with names, or those of a tuple. */
  private fields(node: Node): readonly Field<Type>[] {
    return node.list('fields').map((one, index) => {
      const isNamed = typeof one.json === 'object' && one.optional('name') !== undefined;
      return isNamed
        ? { name: kebabCase(one.name), type: this.type(one.at('type')) }
        : { name: `${index}`, type: this.type(one) };
    });
  }

  /** Groups of accounts are taken apart: `group-account`. */
  private accounts(nodes: readonly Node[], prefix = ''): readonly CalledAccount[] {
    return nodes.flatMap((node): readonly CalledAccount[] => {
      const name = `${prefix}${kebabCase(node.name)}`;
      if (node.optional('accounts')) return this.accounts(node.list('accounts'), `${name}-`);
      const { writable = false, signer = false, optional = false, address } = node.read(flags);
      // Of other accounts the runtime wants more than the address.
      const program = address !== undefined && name.endsWith('program') ? decodeAddress(address) : undefined;
      return [
        {
          name,
          writable,
          signer,
          ...(optional && { absent: 'program' }),
          ...(program && { preset: { program } }),
        },
      ];
    });
  }

  private instruction(node: Node): CalledInstruction {
    const { name, discriminator } = node.read(discriminated);
    return {
      name: kebabCase(name),
      data: [
        { kind: 'constant', bytes: Uint8Array.from(discriminator) },
        ...node.list('args').map((one): CalledArgument => {
          const type = this.type(one.at('type'));
          return { kind: 'argument', name: kebabCase(one.name), type, encoding: { kind: 'borsh', type } };
        }),
      ],
      accounts: this.accounts(node.list('accounts')),
      rest: [],
    };
  }

  program(): CalledProgram {
    const { root } = this;
    const { address } = root.read(rootShape);
    const id =
      decodeAddress(address) ??
      root.at('address').refuse('it is not the base58 of 32 bytes', 'write the address of the program');
    const read = readInstructions(root.list('instructions'), (one) => this.instruction(one));
    // Types that no instruction takes have names too.
    readTypes(root.list('types'), (one) => this.defined(one));
    return { name: root.at('metadata').name, id, ...read, types: this.found };
  }
}

/** What the root of an IDL says of its program, whose types are called `as::Type`; throws what is refused. */
export function readAnchor(root: Node, as: string): CalledProgram {
  return new Reader(root, as).program();
}
