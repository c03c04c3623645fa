// The test runner's settings: every *.test.ts below test/.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { root: '.', include: ['test/**/*.test.ts'], testTimeout: 120_000, pool: 'forks' },
});
