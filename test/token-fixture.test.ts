// Fixtures that hold what the real token program wrote are what it writes today.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { makeTokenCallsFixture, makeTokenFixture } from './token-fixture.js';

const fixtures = {
  '../examples/token-inspector/fixture.json': makeTokenFixture,
  'cases/run/fixtures/token.json': makeTokenCallsFixture,
};

for (const [name, make] of Object.entries(fixtures)) {
  it(name, () => {
    const path = fileURLToPath(new URL(name, import.meta.url));
    if (process.env['UPDATE']) writeFileSync(path, `${JSON.stringify(make(), null, 2)}\n`);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(make());
  });
}
