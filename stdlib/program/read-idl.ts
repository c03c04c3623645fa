// Reads an IDL of Anchor, specification 0.1.0, as the interface of a program.
import * as z from 'zod/mini';
import { decodeAddress } from '../../grammar/base58.js';
import type { InterfaceInstruction, ProgramInterface } from '../../grammar/program-interface.js';
import { bytes, string, typeNamed, type Field, type Type, type Variant } from '../../grammar/signature.js';

const names: z.ZodMiniType<IdlType> = z.lazy(() =>
  z.union([
    z.string(),
    z.object({ array: z.tuple([names, z.number()]) }),
    z.object({ vec: names }),
    z.object({ option: names }),
    z.object({ defined: z.object({ name: z.string() }) }),
  ]),
);
type IdlType =
  | string
  | { array: [IdlType, number] }
  | { vec: IdlType }
  | { option: IdlType }
  | { defined: { name: string } };

const field = z.object({ name: z.string(), type: names });
type IdlField = z.infer<typeof field>;

const schema = z.object({
  address: z.string(),
  metadata: z.object({ name: z.string(), spec: z.literal('0.1.0') }),
  instructions: z.array(
    z.object({
      name: z.string(),
      discriminator: z.array(z.number()),
      accounts: z.array(
        z.object({
          name: z.string(),
          writable: z.optional(z.boolean()),
          signer: z.optional(z.boolean()),
          optional: z.optional(z.boolean()),
        }),
      ),
      args: z.array(field),
    }),
  ),
  types: z.optional(
    z.array(
      z.object({
        name: z.string(),
        type: z.union([
          z.object({ kind: z.literal('struct'), fields: z.optional(z.array(z.union([field, names]))) }),
          z.object({
            kind: z.literal('enum'),
            variants: z.array(
              z.object({ name: z.string(), fields: z.optional(z.array(z.union([field, names]))) }),
            ),
          }),
        ]),
      }),
    ),
  ),
});
type Idl = z.infer<typeof schema>;

/** Names of an IDL are written with `_`, those of the language with `-`. */
const kebabCase = (name: string): string => name.replaceAll('_', '-');

class Unreadable extends Error {}

class Reader {
  private readonly open = new Set<string>();

  constructor(private readonly idl: Idl) {}

  private type(type: IdlType): Type {
    if (typeof type === 'string') {
      if (type === 'string') return string;
      if (type === 'bytes') return bytes;
      const found = typeNamed(type);
      if (!found) throw new Unreadable(`the type \`${type}\` has no counterpart`);
      return found;
    }
    if ('array' in type) return { kind: 'array', element: this.type(type.array[0]), length: type.array[1] };
    if ('vec' in type) return { kind: 'array', element: this.type(type.vec), length: undefined };
    if ('option' in type) return { kind: 'option', value: this.type(type.option) };
    return this.defined(type.defined.name);
  }

  private defined(name: string): Type {
    const found = this.idl.types?.find((one) => one.name === name);
    if (!found) throw new Unreadable(`it defines no type \`${name}\``);
    if (this.open.has(name)) throw new Unreadable(`the type \`${name}\` contains itself`);
    this.open.add(name);
    const { type } = found;
    const read: Type =
      type.kind === 'struct'
        ? { kind: 'struct', name, fields: this.fields(type.fields) }
        : {
            kind: 'enum',
            name,
            variants: type.variants.map((variant): Variant => ({
              name: variant.name,
              fields: this.fields(variant.fields),
            })),
          };
    this.open.delete(name);
    return read;
  }

  private fields(fields: readonly (IdlField | IdlType)[] = []): readonly Field<Type>[] {
    return fields.map((one, index) => {
      if (typeof one === 'object' && 'name' in one)
        return { name: kebabCase(one.name), type: this.type(one.type) };
      return { name: `${index}`, type: this.type(one) };
    });
  }

  private instruction({ name, discriminator, accounts, args }: Idl['instructions'][0]): InterfaceInstruction {
    return {
      name: kebabCase(name),
      doc: undefined,
      discriminator: Uint8Array.from(discriminator),
      arguments: this.fields(args),
      accounts: accounts.map((account) => ({
        name: kebabCase(account.name),
        signer: account.signer ?? false,
        writable: account.writable ?? false,
        layout: undefined,
        address: undefined,
        seeds: undefined,
        relations: [],
      })),
      rest: undefined,
      result: undefined,
    };
  }

  program(): ProgramInterface {
    const { address, metadata, instructions } = this.idl;
    const id = decodeAddress(address);
    if (!id) throw new Unreadable('its `address` is not the base58 of 32 bytes');
    return {
      name: metadata.name,
      id,
      instructions: instructions.map((one) => this.instruction(one)),
      layouts: [],
      errors: [],
      events: [],
    };
  }
}

/** The interface that the text of an IDL describes, or why it describes none that can be called. */
export function readIdl(text: string): ProgramInterface | { readonly problem: string } {
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    if (parsed.success) return new Reader(parsed.data).program();
    const [issue] = parsed.error.issues;
    const place = issue?.path.join('.');
    return { problem: `it is no IDL of Anchor 0.1.0${place ? `: see \`${place}\`` : ''}` };
  } catch (error) {
    if (error instanceof SyntaxError) return { problem: 'it is no JSON' };
    if (error instanceof Unreadable) return { problem: error.message };
    throw error;
  }
}
