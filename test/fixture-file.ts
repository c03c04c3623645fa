// Fixtures in files, as requests.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { renderDiagnostics } from '../compiler/report/render.js';
import { readFixture } from '../grammar/read-fixture.js';
import { defaultProgramId } from '../grammar/fixture.js';
import type { Case } from './oracle.js';
import { withRealPrograms } from './real-program.js';

/** Reads a fixture that must be sound. */
export function fixtureFrom(path: string): Case & { readonly programId: string } {
  const { fixture, diagnostics } = readFixture({ name: path, text: readFileSync(path, 'utf8') });
  if (!fixture) throw new Error(renderDiagnostics(diagnostics, { colour: false }));
  return { ...fixture, programId: fixture.programId ?? defaultProgramId };
}

/** The fixture of a run case or of a form's example; the real programs are among its accounts. */
export function exampleFixture(name: string): Case {
  return withRealPrograms(fixtureFrom(fileURLToPath(new URL(`cases/run/fixtures/${name}`, import.meta.url))));
}
