// The schema of types as JSON, as the file beside a program holds the type of its value.
import { z } from 'zod';
import type { Type } from './signature.js';

const name = z.string();
const field = z.object({
  name,
  get type(): z.ZodType<Type> {
    return typeSchema;
  },
});
const fields = z.array(field);
const part = z.lazy((): z.ZodType<Type> => typeSchema);

/** A type whose values can be return data. */
export const typeSchema: z.ZodType<Type> = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('integer'),
    signed: z.boolean(),
    bits: z.union([z.literal(8), z.literal(16), z.literal(32), z.literal(64), z.literal(128)]),
  }),
  z.object({ kind: z.literal('decimal'), digits: z.int().min(0).max(18) }),
  z.object({ kind: z.enum(['bool', 'string', 'pubkey', 'null', 'unit', 'never']) }),
  z
    .object({ kind: z.literal('array'), element: part, length: z.int().min(0).optional() })
    .transform(({ length, ...array }) => ({ ...array, length })),
  z.object({ kind: z.literal('tuple'), items: z.array(part) }),
  z.object({ kind: z.literal('record'), fields }),
  z.object({ kind: z.literal('option'), value: part }),
  z.object({ kind: z.literal('struct'), name, fields }),
  z.object({ kind: z.literal('enum'), name, variants: z.array(z.object({ name, fields })) }),
]) as z.ZodType<Type>;
