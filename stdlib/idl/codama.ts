// Reads an IDL of Codama as what is needed to call the program.
// https://github.com/codama-idl/codama/tree/main/packages/nodes/docs
import * as z from 'zod/mini';
import { decodeAddress } from '../../grammar/base58.js';
import type {
  CalledAccount,
  CalledAccounts,
  CalledArgument,
  CalledData,
  CalledInstruction,
  CalledProgram,
} from '../../grammar/called-program.js';
import { encodedSize } from '../../grammar/encoding.js';
import { shapes } from './codama-nodes.js';
import { CodamaTypes } from './codama-types.js';
import { constantBytes } from './codama-values.js';
import { kebabCase, Node, pascalCase, readInstructions, readTypes } from './node.js';

const addressText = z.string();

class Reader {
  private readonly types: CodamaTypes;

  constructor(
    private readonly root: Node,
    as: string,
  ) {
    this.types = new CodamaTypes(root, as);
  }

  /** The address of a program that a value node stands for. */
  private programAt(value: Node, account: string): Uint8Array | undefined {
    const main = this.root.at('program');
    const others = this.root.list('additionalPrograms');
    switch (value.kind) {
      case 'programIdValueNode':
        return addressOf(main.at('publicKey'));
      case 'programLinkNode': {
        const found = [main, ...others].find((one) => one.name === value.name);
        return found && addressOf(found.at('publicKey'));
      }
      case 'publicKeyValueNode': {
        // Of other accounts the runtime wants more than the address.
        const { identifier = '' } = value.read(shapes.publicKeyValue);
        const isProgram = [account, identifier].some((name) => name.toLowerCase().endsWith('program'));
        return isProgram ? addressOf(value.at('publicKey')) : undefined;
      }
      default:
        return undefined;
    }
  }

  private account(node: Node, absent: 'omitted' | 'program', all: readonly Node[]): CalledAccount {
    const { isSigner, isWritable, isOptional = false } = node.read(shapes.account);
    const value = node.optional('defaultValue');
    const program = value && this.programAt(value, node.name);
    const other = sameAccount(node, all);
    return {
      name: kebabCase(node.name),
      signer: isSigner,
      writable: isWritable,
      ...(isOptional && { absent }),
      ...(program && { preset: { program } }),
      ...(other && { preset: { account: kebabCase(other) } }),
    };
  }

  private rest(node: Node): CalledAccounts {
    const { isSigner = false, isWritable = false, isOptional = false } = node.read(shapes.remainingAccounts);
    return {
      name: kebabCase(node.at('value').name),
      signer: isSigner,
      writable: isWritable,
      optional: isOptional,
    };
  }

  private argument(
    node: Node,
    label: string,
    isDiscriminator: boolean,
    accounts: readonly Node[],
  ): CalledData {
    const encoding = this.types.read(node.at('type'), `${label}${pascalCase(node.name)}`);
    const value = node.optional('defaultValue');
    const isOmitted = node.read(shapes.field).defaultValueStrategy === 'omitted';
    const bytes = value && this.presetBytes(node, value, encoding);
    if (bytes && (isOmitted || isDiscriminator)) return { kind: 'constant', bytes };
    if (isOmitted)
      return node.refuse('only a client knows its value', 'give it a value node, or let callers give it');
    if (isDiscriminator)
      return node.refuse('the discriminator has no value', 'give the argument a default value');
    const account =
      value?.kind === 'accountValueNode' && encoding.type.kind === 'pubkey'
        ? accounts.find((one) => one.name === value.name)?.name
        : undefined;
    const argument: CalledArgument = {
      kind: 'argument',
      name: kebabCase(node.name),
      type: encoding.type,
      encoding,
      ...(bytes && { preset: { bytes } }),
      ...(account !== undefined && { preset: { account: kebabCase(account) } }),
    };
    return argument;
  }

  /** The bytes of a default value; undefined where it depends on the call. */
  private presetBytes(node: Node, value: Node, encoding: CalledArgument['encoding']): Uint8Array | undefined {
    if (value.kind === 'programIdValueNode' || value.kind === 'programLinkNode')
      return this.programAt(value, node.name);
    return valueKinds.has(value.kind) ? constantBytes(encoding, value, this.types) : undefined;
  }

  private instruction(node: Node): CalledInstruction {
    const { optionalAccountStrategy = 'programId' } = node.read(shapes.instruction);
    const absent = optionalAccountStrategy === 'omitted' ? 'omitted' : 'program';
    const accounts = node.list('accounts');
    const marks = node.list('discriminators');
    const fields = marks.filter(({ kind }) => kind === 'fieldDiscriminatorNode').map(({ name }) => name);
    const data = node
      .list('arguments')
      .map((one) => this.argument(one, pascalCase(node.name), fields.includes(one.name), accounts));
    for (const mark of marks) this.checkMark(mark, data);
    return {
      name: kebabCase(node.name),
      data,
      accounts: accounts.map((one) => this.account(one, absent, accounts)),
      rest: node.list('remainingAccounts').map((one) => this.rest(one)),
    };
  }

  /** Discriminators tell what the data is like; here they are held against what the arguments make of it. */
  private checkMark(mark: Node, data: readonly CalledData[]): void {
    if (mark.kind === 'sizeDiscriminatorNode') {
      const { size } = mark.read(shapes.sizeDiscriminator);
      const sizes = data.map((part) => encodedSize(part.kind === 'constant' ? part : part.encoding));
      const isKnown = sizes.every((one) => one !== undefined);
      const sum = sizes.reduce<number>((total, one) => total + (one ?? 0), 0);
      if (isKnown && sum !== size) mark.refuse(`the data has ${sum} bytes, and not ${size}`, contradiction);
    }
    if (mark.kind !== 'constantDiscriminatorNode') return;
    const { offset } = mark.read(shapes.constantDiscriminator);
    const wanted = this.types.constant(mark.at('constant'));
    if (wanted.some((byte, at) => knownByte(data, offset + at) !== byte))
      mark.refuse(
        'the arguments do not have this constant at that place',
        'describe it as an argument with a default value that is omitted',
      );
  }

  program(): CalledProgram {
    const { root, types } = this;
    root.read(shapes.root);
    const program = root.at('program');
    const id = addressOf(program.at('publicKey'));
    const read = readInstructions(program.list('instructions'), (one) => this.instruction(one));
    // Types that no instruction takes have names too.
    readTypes(program.list('definedTypes'), (one) => types.define(one));
    return { name: kebabCase(program.name), id, ...read, types: types.named };
  }
}

const contradiction = 'the discriminator and the arguments contradict each other';

/** The value nodes: those that do not depend on a call. */
const valueKinds: ReadonlySet<string> = new Set(
  [
    'array',
    'boolean',
    'bytes',
    'constant',
    'enum',
    'map',
    'none',
    'number',
    'publicKey',
    'set',
    'some',
    'string',
    'struct',
    'tuple',
  ].map((name) => `${name}ValueNode`),
);

function addressOf(node: Node): Uint8Array {
  const address = decodeAddress(node.read(addressText));
  return address ?? node.refuse('it is not the base58 of 32 bytes', 'write the address');
}

/** The name of the account that stands in for another that a call does not name. */
function sameAccount(node: Node, all: readonly Node[]): string | undefined {
  const standIn = (one: Node): Node | undefined => {
    const value = one.optional('defaultValue');
    return value?.kind === 'accountValueNode' ? all.find(({ name }) => name === value.name) : undefined;
  };
  const first = standIn(node);
  let last = first;
  // Accounts that stand in for each other in a circle do not.
  for (let steps = 0; last && steps < all.length; steps++) last = standIn(last);
  return last ? undefined : first?.name;
}

/** The byte of the data at an offset, if it is always the same and all before it has a known size. */
function knownByte(data: readonly CalledData[], offset: number): number | undefined {
  let start = 0;
  for (const part of data) {
    const size = encodedSize(part.kind === 'constant' ? part : part.encoding);
    if (size === undefined) return undefined;
    if (offset < start + size) return part.kind === 'constant' ? part.bytes[offset - start] : undefined;
    start += size;
  }
  return undefined;
}

/** What the root node says of its program, whose types are called `as::Type`; throws what is refused. */
export function readCodama(root: Node, as: string): CalledProgram {
  return new Reader(root, as).program();
}
