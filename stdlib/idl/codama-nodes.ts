// The nodes of Codama, as far as calls depend on what they say themselves; the nodes inside them are read one by one.
// https://github.com/codama-idl/codama/tree/main/packages/nodes/docs
import * as z from 'zod/mini';
import { count } from './node.js';

const rights = {
  isSigner: z.union([z.boolean(), z.literal('either')]),
  isWritable: z.boolean(),
  isOptional: z.optional(z.boolean()),
};

export const shapes = {
  root: z.object({ kind: z.literal('rootNode'), standard: z.literal('codama') }),
  instruction: z.object({ optionalAccountStrategy: z.optional(z.enum(['omitted', 'programId'])) }),
  account: z.object(rights),
  remainingAccounts: z.partial(z.object(rights)),
  /** An argument, or a field of a struct. */
  field: z.object({ defaultValueStrategy: z.optional(z.enum(['omitted', 'optional'])) }),
  sizeDiscriminator: z.object({ size: z.number() }),
  constantDiscriminator: z.object({ offset: z.number() }),

  numberType: z.object({ format: z.string(), endian: z.enum(['le', 'be']) }),
  stringType: z.object({ encoding: z.string() }),
  fixedSizeType: z.object({ size: count }),
  fixedCount: z.object({ value: count }),
  optionType: z.object({ fixed: z.optional(z.boolean()) }),
  enumVariant: z.object({ discriminator: z.optional(count) }),

  stringValue: z.object({ string: z.string() }),
  bytesValue: z.object({ data: z.string(), encoding: z.enum(['base16', 'base58', 'base64', 'utf8']) }),
  publicKeyValue: z.object({ publicKey: z.string(), identifier: z.optional(z.string()) }),
  booleanValue: z.object({ boolean: z.boolean() }),
  numberValue: z.object({ number: z.int() }),
  enumValue: z.object({ variant: z.string() }),
} as const;
