// The JSON schema of fixtures, as editors use it.
import { format } from 'prettier';
import * as z from 'zod/mini';
import { fixtureSchema, transactionFixtureSchema } from '../../grammar/config.js';

export async function fixtureSchemaFile(): Promise<string> {
  const forms = z.union([fixtureSchema, transactionFixtureSchema]);
  const schema = z.toJSONSchema(forms, { io: 'input', unrepresentable: 'any' });
  return format(JSON.stringify({ ...schema, title: 'osvm fixture' }), { parser: 'json', printWidth: 110 });
}
