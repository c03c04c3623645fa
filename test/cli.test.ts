// The command line as a user meets it: every command, and every wrong input with its message.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, openSync, ftruncateSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheFile, openProgram } from '../compiler/cli/launch.js';
import { runOutputSchema } from '../grammar/config.js';
import { buildCommandLine, stackLine, type CommandLine } from './command-line.js';
import { wrongFixtures, wrongInputs } from './wrong-input.js';

let line: CommandLine;
const examples = fileURLToPath(new URL('../examples', import.meta.url));
const program = 'ovsm111111111111111111111111111111111111111';
const system = '11111111111111111111111111111111';
const good = '(log "hello")\n(+ 40 2)\n';

beforeAll(async () => {
  line = await buildCommandLine();
  line.file('good.ovsm', good);
  line.file('latin.ovsm', Buffer.from('; caf\xe9\n(+ 1 2)\n', 'latin1'));
  mkdirSync(join(line.folder, 'folder'));
  ftruncateSync(openSync(join(line.folder, 'huge.ovsm'), 'w'), 300 * 1024 * 1024);
  for (const [name, text] of Object.entries(wrongFixtures)) line.file(`fixtures/${name}.json`, text);
  expect(line.osvm(['ovsm', 'compile', 'good.ovsm', '--symbols'])).toMatchObject({ status: 0, stderr: '' });
  const elf = readFileSync(join(line.folder, 'good.so'));
  line.file('cut.so', elf.subarray(0, 100));
  line.file('garbage.so', Buffer.concat([elf.subarray(0, 4), Buffer.alloc(400, 0xa5)]));
});

afterAll(() => rmSync(dirname(line.folder), { recursive: true, force: true }));

describe('wrong input', () => {
  it.each(wrongInputs.map((wrong) => [wrong.words.join(' ').slice(0, 60) || 'nothing', wrong] as const))(
    'osvm %s',
    (_name, { words, status, code, says = '', input = '' }) => {
      const ended = line.osvm(words, input);
      expect({ status: ended.status, stderr: ended.stderr }).toMatchObject({ status });
      expect(ended.stderr).toContain(code === '' ? '' : `error[${code}`);
      expect(ended.stderr).toContain(says);
      expect(ended.stderr).not.toBe('');
      expect(ended.stderr + ended.stdout).not.toMatch(stackLine);
      expect(ended.stderr).not.toContain('E0899');
    },
  );

  it('is told as JSON too', () => {
    const { status, stdout } = line.osvm(['ovsm', 'run', 'missing.ovsm', '--json']);
    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'error', error: { code: 'E0808' } });
  });
});

describe('the code cache', () => {
  it('is not needed, and a broken one does no harm', () => {
    const cache = join(line.binary, cacheFile);
    const kept = readFileSync(cache);
    for (const content of [undefined, Buffer.alloc(5000, 7), kept.subarray(0, 1000)]) {
      rmSync(cache);
      if (content !== undefined) writeFileSync(cache, content);
      expect(line.osvm(['ovsm', 'eval', '(+ 1 2)'])).toMatchObject({ status: 0, stderr: '' });
      writeFileSync(cache, kept);
    }
  });

  it('is accepted by the Node that made it', () => {
    const { script } = openProgram(pathToFileURL(`${line.binary}/`));
    expect(script.cachedDataRejected).toBe(false);
  });
});

describe('help', () => {
  it('goes to standard output', () => {
    for (const words of [
      ['--help'],
      ['ovsm', '--help'],
      ['ovsm', 'run', '-h'],
      ['ovsm', 'compile', '--help'],
    ]) {
      const { status, stdout, stderr } = line.osvm(words);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toContain(`Usage: osvm`);
    }
  });

  it('shows an example of every command', () => {
    for (const name of ['compile', 'run', 'eval', 'check', 'disasm']) {
      expect(line.osvm(['ovsm', name, '--help']).stdout).toMatch(
        new RegExp(`Examples:\n  osvm ovsm ${name} `),
      );
    }
  });

  it('tells the version', () => {
    expect(line.osvm(['--version']).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('compile', () => {
  it('writes the ELF and its debug map', () => {
    const { status, stdout } = line.osvm(['ovsm', 'compile', 'good.ovsm', '-o', 'other.so', '--json']);
    const shown = JSON.parse(stdout) as { output: string; debugMap: string; bytes: number };
    expect(status).toBe(0);
    expect(shown).toMatchObject({
      status: 'ok',
      output: 'other.so',
      debugMap: 'other.so.map.json',
      arch: 'v3',
    });
    expect(readFileSync(join(line.folder, 'other.so')).length).toBe(shown.bytes);
    expect(JSON.parse(readFileSync(join(line.folder, shown.debugMap), 'utf8'))).toBeTypeOf('object');
  });

  it('gives the same bytes every time', () => {
    line.osvm(['ovsm', 'compile', 'good.ovsm', '-o', 'first.so']);
    line.osvm(['ovsm', 'compile', 'good.ovsm', '-o', 'second.so']);
    const [first, second] = ['first.so', 'second.so'].map((name) => readFileSync(join(line.folder, name)));
    expect(first!.equals(second!)).toBe(true);
  });

  it('writes nothing when the source has errors', () => {
    const { status } = line.osvm(['ovsm', 'compile', '-', '-o', 'none.so'], '(lenght 1)');
    expect(status).toBe(1);
    expect(existsSync(join(line.folder, 'none.so'))).toBe(false);
  });

  it.each(['syntax', 'core', 'flow', 'asm'])('prints the stage %s', (stage) => {
    const { status, stdout, stderr } = line.osvm(['ovsm', 'compile', 'good.ovsm', '--emit', stage]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.length).toBeGreaterThan(10);
  });
});

describe('run', () => {
  it('prints logs, value and units', () => {
    const { status, stdout, stderr } = line.osvm(['ovsm', 'run', 'good.ovsm']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('Program log: hello');
    expect(stdout).toMatch(/^value +42 \(i64\)$/m);
    expect(stdout).toMatch(/^units +\d+ of 200000$/m);
  });

  it('prints the result as one JSON object', () => {
    const { status, stdout } = line.osvm(['ovsm', 'run', '--json', 'good.ovsm']);
    const shown = JSON.parse(stdout) as Record<string, unknown>;
    expect(status).toBe(0);
    expect(shown).toMatchObject({ status: 'ok', value: 42, type: 'i64', exitCode: 0, accounts: [] });
    expect(shown['returnData']).toBe('KgAAAAAAAAA=');
    expect(shown['logs']).toContain('Program log: hello');
  });

  it.each([
    ['run', 'good.ovsm'],
    ['run', 'good.ovsm', '--budget', '3'],
    ['run', 'missing.ovsm'],
    ['run', 'good.ovsm', '--fixture', 'fixtures/not-json.json'],
    ['eval', '(fail 3)'],
    ['eval', '(lenght 3)'],
    ['eval', '(/ 1 (- 5 5))'],
    ['eval', 'false'],
    ['eval', '"text"'],
  ])('prints JSON of the declared form for %s %s', (...words) => {
    const { stdout } = line.osvm(['ovsm', ...words, '--json']);
    expect(runOutputSchema.safeParse(JSON.parse(stdout)).error?.issues).toBeUndefined();
  });

  it('runs a compiled program like its source', () => {
    const [source, compiled] = ['good.ovsm', 'good.so'].map(
      (file) => JSON.parse(line.osvm(['ovsm', 'run', file, '--json']).stdout) as Record<string, unknown>,
    );
    expect(compiled).toEqual(source);
  });

  it('runs without a debug map, and says so when the map is unusable', () => {
    line.file('bare.so', readFileSync(join(line.folder, 'good.so')));
    expect(line.osvm(['ovsm', 'run', 'bare.so'])).toMatchObject({ status: 0, stderr: '' });
    line.file('bare.so.map.json', '{');
    const { status, stderr } = line.osvm(['ovsm', 'run', 'bare.so']);
    expect(status).toBe(0);
    expect(stderr).toContain('warning[W0816]');
  });

  it('gives the same for both versions of sBPF', () => {
    const { stdout } = line.osvm(['ovsm', 'run', 'good.ovsm', '--arch', 'v0', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'ok', value: 42 });
  });

  it('prints integers beyond 2^53 as decimal strings', () => {
    const { stdout } = line.osvm(['ovsm', 'eval', '9007199254740993', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ value: '9007199254740993' });
  });

  it('shows where a program failed', () => {
    line.file('fails.ovsm', '(log "before")\n(let ((zero (- 5 5)))\n  (log "dividing")\n  (/ 10 zero))\n');
    const { status, stdout, stderr } = line.osvm(['ovsm', 'run', 'fails.ovsm']);
    expect(status).toBe(1);
    expect(stdout).toContain('Program log: dividing');
    expect(stderr).toContain('fails.ovsm:4:3');
    expect(stderr).toContain('^^^');
    const json = JSON.parse(line.osvm(['ovsm', 'run', 'fails.ovsm', '--json']).stdout) as object;
    expect(json).toMatchObject({
      status: 'error',
      error: { span: { file: 'fails.ovsm', start: { line: 4 } } },
    });
  });

  it('shows the call in the program where the library failed', () => {
    line.file(
      'library.ovsm',
      '(defun pick (xs i) (first (drop xs i)))\n(pick [1 2] (i64 (instruction-data-len)))\n',
    );
    const call = /library\.ovsm:1:20\n.*\n.*\n.*\n.*it failed at stdlib\/first\.ovsm:1:22, called here/;
    for (const level of ['0', '2']) {
      const { stderr } = line.osvm(['ovsm', 'run', 'library.ovsm', `-O${level}`, '--data', '0102']);
      expect(stderr).toMatch(call);
    }
    line.osvm(['ovsm', 'compile', 'library.ovsm']);
    expect(line.osvm(['ovsm', 'run', 'library.so', '--data', '0102']).stderr).toMatch(call);
  });

  it('shows the place of a failure in a compiled program', () => {
    line.file('late.ovsm', '(log "a")\n(fail 3)\n');
    line.osvm(['ovsm', 'compile', 'late.ovsm']);
    expect(line.osvm(['ovsm', 'run', 'late.so']).stderr).toMatch(/late\.ovsm:2:1\n.*\n 2 \| \(fail 3\)\n/);
    line.file('bare-late.so', readFileSync(join(line.folder, 'late.so')));
    expect(line.osvm(['ovsm', 'run', 'bare-late.so']).stderr).toContain('it failed at instruction');
  });

  it.each(['v0', 'v3'])('names the gate of a syscall that is not active, in %s', (version) => {
    line.file('gated.s', `.arch ${version}\nsyscall sol_sha512\nexit\n`);
    expect(line.osvm(['ovsm', 'asm', 'gated.s']).stderr).toContain('enable_sha512_syscall');
    const { stdout, stderr } = line.osvm(['ovsm', 'run', 'gated.so']);
    expect(stdout).toContain('failed: unsupported BPF instruction');
    expect(stderr).toMatch(/`sol_sha512` is not active .* `enable_sha512_syscall` is not activated/);
  });

  it.each([
    ['a read-only account', { writable: false, owner: program }, '(set-lamports 0 1)', 'read-only'],
    [
      'an account of another program',
      { writable: true, owner: system },
      '(account-write u8 0 0 9)',
      'does not own',
    ],
    ['lamports from nowhere', { writable: true, owner: program }, '(set-lamports 0 99)', 'do not match'],
  ])('shows what wrote to %s', (_name, rights, form, says) => {
    const account = {
      pubkey: 'Vote111111111111111111111111111111111111112',
      lamports: 5,
      data: '0000',
      ...rights,
    };
    line.file('account.json', JSON.stringify({ programId: program, accounts: [account] }));
    line.file('account.ovsm', `(log "before")\n${form}\n(log "after")\n`);
    const { status, stderr } = line.osvm(['ovsm', 'run', 'account.ovsm', '--fixture', 'account.json']);
    expect(status).toBe(1);
    expect(stderr).toContain(says);
    expect(stderr).toContain(`account.ovsm:2:1`);
  });

  it('shows what changed in the accounts', () => {
    const fixture = join(examples, 'transfer-lamports/fixture.json');
    const { stdout } = line.osvm([
      'ovsm',
      'run',
      join(examples, 'transfer-lamports/main.ovsm'),
      '--fixture',
      fixture,
    ]);
    expect(stdout).toContain('lamports 555555 -> 0 (-555555, closed)');
    expect(stdout).toContain('lamports 890875 -> 1446430 (+555555)');
  });

  it('writes a trace of every instruction', () => {
    const { status } = line.osvm(['ovsm', 'run', 'good.ovsm', '--trace=trace.txt']);
    expect(status).toBe(0);
    const lines = readFileSync(join(line.folder, 'trace.txt'), 'utf8').trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(3);
    expect(lines.at(-1)).toContain('exit');
    expect(line.osvm(['ovsm', 'run', 'good.ovsm', '--trace']).stderr).toContain('exit');
  });

  it('reads a program from standard input', () => {
    expect(line.osvm(['ovsm', 'run', '-'], '(+ 1 2)').stdout).toMatch(/^value +3 \(i64\)$/m);
    const elf = readFileSync(join(line.folder, 'good.so'));
    expect(line.osvm(['ovsm', 'run', '-', '--json'], elf).status).toBe(0);
  });
});

describe('eval', () => {
  it('runs the code it is given', () => {
    expect(line.osvm(['ovsm', 'eval', '(* 6 7)']).stdout).toMatch(/^value +42 \(i64\)$/m);
    expect(line.osvm(['ovsm', 'eval', '-7']).stdout).toMatch(/^value +-7 \(i64\)$/m);
  });

  it('points into the code', () => {
    expect(line.osvm(['ovsm', 'eval', '(lenght 1)']).stderr).toContain('<eval>:1:');
  });
});

describe('check', () => {
  it('names the files that are well', () => {
    expect(line.osvm(['ovsm', 'check', 'good.ovsm'])).toEqual({
      status: 0,
      stdout: 'good.ovsm: ok\n',
      stderr: '',
    });
  });

  it('goes on after a file that cannot be read', () => {
    const { status, stdout, stderr } = line.osvm(['ovsm', 'check', 'missing.ovsm', 'good.ovsm']);
    expect({ status, stdout }).toEqual({ status: 2, stdout: 'good.ovsm: ok\n' });
    expect(stderr).toContain('E0808');
  });

  it('shows every message as JSON', () => {
    line.file('wrong.ovsm', '(lenght 1)\n(hieght 2)\n');
    const { status, stdout } = line.osvm(['ovsm', 'check', '--json', 'good.ovsm', 'wrong.ovsm']);
    const shown = JSON.parse(stdout) as {
      diagnostics: readonly { span: { file: string; start: { line: number } } }[];
    };
    expect(status).toBe(1);
    expect(shown.diagnostics.map(({ span }) => [span.file, span.start.line])).toEqual([
      ['wrong.ovsm', 1],
      ['wrong.ovsm', 2],
    ]);
  });
});

describe('output', () => {
  const shell = (script: string) =>
    spawnSync(
      'sh',
      ['-c', script.replaceAll('osvm', `"${process.execPath}" "${join(line.binary, 'osvm.js')}"`)],
      {
        cwd: line.folder,
        encoding: 'utf8',
      },
    );

  it('may be cut short by its reader', () => {
    const { stdout, stderr } = shell(
      'osvm ovsm run good.ovsm --trace 2>&1 | head -n 1; osvm ovsm --help | head -n 1',
    );
    expect(stdout.trimEnd().split('\n')).toHaveLength(2);
    expect(stderr).toBe('');
  });

  it('that finds no space left is an error', () => {
    const { status, stderr } = shell('osvm ovsm run good.ovsm > /dev/full');
    expect(status).toBe(2);
    expect(stderr).toContain('E0811');
  });
});

describe('disasm', () => {
  it('shows the instructions with names', () => {
    const { status, stdout } = line.osvm(['ovsm', 'disasm', 'good.so']);
    expect(status).toBe(0);
    expect(stdout).toContain('sol_log_');
    expect(stdout).toContain('exit');
  });
});
