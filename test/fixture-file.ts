// Fixtures in files, as requests.
import { readFileSync } from 'node:fs';
import { renderDiagnostics } from '../compiler/report/render.js';
import { readFixture } from '../grammar/read-fixture.js';
import { defaultProgramId } from '../grammar/fixture.js';
import type { Case } from './oracle.js';

/** Reads a fixture that must be sound. */
export function fixtureFrom(path: string): Case & { readonly programId: string } {
  const { fixture, diagnostics } = readFixture({ name: path, text: readFileSync(path, 'utf8') });
  if (!fixture) throw new Error(renderDiagnostics(diagnostics, { colour: false }));
  return { ...fixture, programId: fixture.programId ?? defaultProgramId };
}
