// Stories of users of Solana's real programs, told to our bank and to litesvm.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Cluster } from './cluster.js';
import { stories } from './stories/all.js';

describe('a story', () => {
  it.each(stories)('of $title', ({ programs, tell }) => {
    tell(new Cluster().carry(...programs));
  });
});

describe('lock-step', () => {
  it('goes the same way with the same registers', () => {
    // litesvm looks for the folder of its traces when it starts, hence a process of its own.
    const folder = mkdtempSync(join(tmpdir(), 'osvm-stories-'));
    try {
      const child = fileURLToPath(new URL('./stories/trace-child.ts', import.meta.url));
      const answer = execFileSync(process.execPath, ['--import', 'tsx', child], {
        env: { ...process.env, SBF_TRACE_DIR: folder },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const { invocations, differing } = JSON.parse(answer.toString()) as {
        invocations: number;
        differing: string[];
      };
      expect(differing).toEqual([]);
      expect(invocations).toBeGreaterThan(400);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
