// The schema of types as JSON, as the file beside a program holds the type of its value.
import * as z from 'zod/mini';
import type { Type } from './signature.js';

const name = z.string();
const part = z.lazy((): z.ZodMiniType<Type> => typeSchema);
const fields = z.array(z.object({ name, type: part }));
const count = (most: number) => z.int().check(z.minimum(0), z.maximum(most));

/** A type whose values can be return data. */
export const typeSchema: z.ZodMiniType<Type> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('integer'), signed: z.boolean(), bits: z.literal([8, 16, 32, 64, 128]) }),
  z.object({ kind: z.literal('decimal'), digits: count(18) }),
  z.object({ kind: z.enum(['bool', 'string', 'pubkey', 'null', 'unit', 'never']) }),
  z.pipe(
    z.object({ kind: z.literal('array'), element: part, length: z.optional(count(Number.MAX_SAFE_INTEGER)) }),
    z.transform(({ length, ...array }) => ({ ...array, length })),
  ),
  z.object({ kind: z.literal('tuple'), items: z.array(part) }),
  z.object({ kind: z.literal('record'), fields }),
  z.object({ kind: z.literal('option'), value: part }),
  z.object({ kind: z.literal('struct'), name, fields }),
  z.object({ kind: z.literal('enum'), name, variants: z.array(z.object({ name, fields })) }),
]) as z.ZodMiniType<Type>;
