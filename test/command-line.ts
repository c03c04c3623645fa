// Builds the command line into a folder of its own and runs it there as a user would.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bundleCommandLine } from '../compiler/cli/bundle.js';

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandLine {
  /** The folder commands run in; their files go here. */
  readonly folder: string;
  /** The folder that holds the built osvm.js. */
  readonly binary: string;
  /** Writes a file of that folder and returns its name. */
  file(name: string, content: string | Uint8Array): string;
  /** Runs `osvm ...words`; `input` is what standard input gives. */
  osvm(words: readonly string[], input?: string | Uint8Array): Ended;
}

/** A stack trace's line, which no user may ever see. */
export const stackLine = /^\s+at .+:\d+:\d+\)?$/m;

export async function buildCommandLine(): Promise<CommandLine> {
  const root = mkdtempSync(join(tmpdir(), 'osvm-test-'));
  const binary = join(root, 'dist');
  const folder = join(root, 'work');
  mkdirSync(folder);
  await bundleCommandLine(binary);
  return {
    folder,
    binary,
    file(name, content) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
      return name;
    },
    osvm(words, input = '') {
      const environment = { ...process.env, NO_COLOR: '1' };
      const { status, stdout, stderr } = spawnSync(process.execPath, [join(binary, 'osvm.js'), ...words], {
        cwd: folder,
        input,
        encoding: 'utf8',
        env: environment,
        maxBuffer: 256 * 1024 * 1024,
      });
      return { status, stdout, stderr };
    },
  };
}
