// The request of a run: what the fixture and the options give, and the defaults for the rest.
import { defaultProgramId, type Fixture } from '../../../grammar/fixture.js';
import type { Executable } from '../../../runtime/executable.js';
import type { Request } from '../../../runtime/execute.js';
import { CommandFailure } from '../failure.js';
import { displayName, readText } from '../files.js';

export interface SurroundingOptions {
  readonly fixture?: string;
  readonly data?: Uint8Array;
  readonly budget?: number;
}

const emptyFixture: Fixture = { accounts: [], data: new Uint8Array() };

async function fixtureIn(file: string): Promise<Fixture> {
  const text = readText(file);
  const { readFixture } = await import('../../../grammar/read-fixture.js');
  const { fixture, diagnostics } = readFixture({ name: displayName(file), text });
  if (fixture === undefined) throw new CommandFailure(diagnostics, 2);
  return fixture;
}

export async function requestFor(program: Executable, options: SurroundingOptions): Promise<Request> {
  const fixture = options.fixture === undefined ? emptyFixture : await fixtureIn(options.fixture);
  return {
    programId: defaultProgramId,
    ...fixture,
    ...(options.data && { data: options.data }),
    ...(options.budget !== undefined && { budget: options.budget }),
    program,
  };
}
