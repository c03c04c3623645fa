// The request of a run: what the fixture and the options give, and the defaults for the rest.
import { defaultProgramId, type Fixture, type TransactionFixture } from '../../../grammar/fixture.js';
import type { EngineName } from '../../../runtime/engine-names.js';
import type { Executable } from '../../../runtime/executable.js';
import type { Request } from '../../../runtime/execute.js';
import { CommandFailure } from '../failure.js';
import { displayName, readText } from '../files.js';

export interface SurroundingOptions {
  readonly fixture?: string;
  readonly data?: Uint8Array;
  readonly budget?: number;
  readonly engine?: EngineName;
}

const emptyFixture: Fixture = { accounts: [], data: new Uint8Array() };

/** What a fixture gives, or nothing if none is named. */
export type Surroundings = { readonly fixture: Fixture } | { readonly transaction: TransactionFixture };

export async function surroundingsIn({ fixture: file }: SurroundingOptions): Promise<Surroundings> {
  if (file === undefined) return { fixture: emptyFixture };
  const source = { name: displayName(file), text: readText(file) };
  const reader = await import('../../../grammar/read-transaction-fixture.js');
  if (reader.isTransactionFixture(source)) {
    const { fixture: transaction, diagnostics } = reader.readTransactionFixture(source);
    if (transaction === undefined) throw new CommandFailure(diagnostics, 2);
    return { transaction };
  }
  const { readFixture } = await import('../../../grammar/read-fixture.js');
  const { fixture, diagnostics } = readFixture(source);
  if (fixture === undefined) throw new CommandFailure(diagnostics, 2);
  return { fixture };
}

export function requestFor(program: Executable, fixture: Fixture, options: SurroundingOptions): Request {
  return {
    programId: defaultProgramId,
    ...fixture,
    ...(options.data && { data: options.data }),
    ...(options.budget !== undefined && { budget: options.budget }),
    ...(options.engine && { engine: options.engine }),
    program,
  };
}
