// The interface of a program as an IDL of Anchor, specification 0.1.0.
import { encodeBase58 } from '../../grammar/base58.js';
import { snakeCase } from '../../grammar/discriminator.js';
import type {
  InterfaceAccount,
  InterfaceInstruction,
  InterfaceSeed,
  ProgramInterface,
} from '../../grammar/program-interface.js';
import { typeName, type AccountField, type Type } from '../../grammar/signature.js';
import type {
  AnchorIdl,
  IdlAccount,
  IdlField,
  IdlInstruction,
  IdlSeed,
  IdlType,
  IdlTypeDefinition,
} from './anchor-types.js';

/** `my-counter` as `MyCounter`. */
function pascalCase(name: string): string {
  return snakeCase(name)
    .split('_')
    .map((part) => part.slice(0, 1).toUpperCase() + part.slice(1))
    .join('');
}

/** Collects the types that are named, and gives names to those that have none in the language. */
class Types {
  readonly definitions = new Map<string, IdlTypeDefinition>();

  type(type: Type): IdlType {
    switch (type.kind) {
      case 'integer':
        return typeName(type);
      case 'decimal':
        return 'i64';
      case 'bool':
      case 'string':
      case 'pubkey':
        return type.kind;
      case 'array':
        if (type.length !== undefined) return { array: [this.type(type.element), type.length] };
        return typeName(type) === 'bytes' ? 'bytes' : { vec: this.type(type.element) };
      case 'option':
        return { option: this.type(type.value) };
      case 'tuple':
        return this.tuple(type.items);
      case 'record':
        return this.struct(`Record${type.fields.map(({ name }) => pascalCase(name)).join('')}`, type.fields);
      case 'struct':
        return this.struct(type.name, type.fields);
      case 'enum':
        return this.named(type.name, () => ({
          kind: 'enum',
          variants: type.variants.map(({ name, fields }) => ({
            name,
            ...(fields.length > 0 && { fields: this.fields(fields) }),
          })),
        }));
      default:
        // A value of no bytes.
        return this.struct('Nothing', []);
    }
  }

  fields(fields: readonly AccountField[]): readonly IdlField[] {
    return fields.map(({ name, type, roomy }) => {
      const written = this.type(type);
      const isRoomy = roomy && typeof written === 'object' && 'option' in written;
      return { name: snakeCase(name), type: isRoomy ? { coption: written.option } : written };
    });
  }

  struct(name: string, fields: readonly AccountField[]): IdlType {
    return this.named(name, () => ({ kind: 'struct', fields: this.fields(fields) }));
  }

  private tuple(items: readonly Type[]): IdlType {
    const name = `Tuple${items.map((item) => pascalCase(typeName(item))).join('')}`;
    return this.named(name, () => ({ kind: 'struct', fields: items.map((item) => this.type(item)) }));
  }

  private named(name: string, define: () => IdlTypeDefinition['type']): IdlType {
    if (!this.definitions.has(name)) {
      // Kept in the order in which they are met; the name stands for itself meanwhile.
      this.definitions.set(name, { name, type: { kind: 'struct', fields: [] } });
      this.definitions.set(name, { name, type: define() });
    }
    return { defined: { name } };
  }
}

function seedOf(seed: InterfaceSeed, accounts: readonly InterfaceAccount[]): IdlSeed {
  switch (seed.kind) {
    case 'constant':
      return { kind: 'const', value: [...seed.bytes] };
    case 'argument':
      return { kind: 'arg', path: snakeCase(seed.path) };
    case 'account': {
      const path = [seed.account, ...(seed.field === undefined ? [] : [seed.field])].map(snakeCase).join('.');
      const layout = accounts.find(({ name }) => name === seed.account)?.layout;
      return { kind: 'account', path, ...(seed.field !== undefined && layout && { account: layout.name }) };
    }
  }
}

function accountOf(account: InterfaceAccount, accounts: readonly InterfaceAccount[]): IdlAccount {
  const { name, writable, signer, optional, address, seeds, seedProgram, relations } = account;
  const program = seedProgram && { program: { kind: 'const', value: [...seedProgram] } as const };
  return {
    name: snakeCase(name),
    ...(writable && { writable }),
    ...(signer && { signer }),
    ...(optional && { optional }),
    ...(address && { address: encodeBase58(address) }),
    ...(seeds && { pda: { seeds: seeds.map((seed) => seedOf(seed, accounts)), ...program } }),
    ...(relations.length > 0 && { relations: relations.map(snakeCase) }),
  };
}

function instructionOf(instruction: InterfaceInstruction, types: Types): IdlInstruction {
  const { name, doc, discriminator, accounts, result } = instruction;
  return {
    name: snakeCase(name),
    ...(doc !== undefined && { docs: doc.split('\n') }),
    discriminator: [...discriminator],
    accounts: accounts.map((account) => accountOf(account, accounts)),
    args: types.fields(instruction.arguments),
    ...(result && { returns: types.type(result) }),
  };
}

/** The IDL; programs that declare no id get the address given. */
export function anchorIdl(program: ProgramInterface, address: string, version: string): AnchorIdl {
  const types = new Types();
  const { name, instructions, layouts, events, errors } = program;
  for (const layout of layouts) types.struct(layout.name, layout.fields);
  for (const event of events) types.struct(event.name, event.fields);
  const written = instructions.map((instruction) => instructionOf(instruction, types));
  return {
    address,
    metadata: { name: snakeCase(name), version, spec: '0.1.0' },
    instructions: written,
    accounts: layouts.map((layout) => ({ name: layout.name, discriminator: [...layout.discriminator] })),
    events: events.map((event) => ({ name: event.name, discriminator: [...event.discriminator] })),
    errors: errors.map(({ code, name: error, message }) => ({
      code,
      name: error,
      ...(message !== undefined && { msg: message }),
    })),
    types: [...types.definitions.values()],
  };
}
