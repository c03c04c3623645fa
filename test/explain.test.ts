// Explanations: every message has one, and its mistake and repair do what they are shown for, each in its language.
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runTests } from '../compiler/cli/deftest/run-files.js';
import { assemble } from '../compiler/compile.js';
import { explain, rowsInOrder } from '../compiler/report/explain.js';
import type { DiagnosticRow } from '../grammar/diagnostics.js';
import { buildCommandLine, type CommandLine } from './command-line.js';

const rows = rowsInOrder();
const isSketch = ({ example }: DiagnosticRow): boolean => example.includes('…');

let line: CommandLine;

beforeAll(async () => {
  line = await buildCommandLine();
  symlinkSync('osvm.js', join(line.binary, 'osvm'));
  for (const name of ['counter', 'other']) line.file(`${name}.ovsm`, `(log "${name}")\n(+ 40 2)\n`);
  line.file('draft.ovsm', '(when true\n(log "a"))\n');
  line.file('failing.ovsm', '(fail 7)');
  line.file('latin.ovsm', Buffer.from('; caf\xe9\n(+ 1 2)\n', 'latin1'));
  expect(line.osvm(['ovsm', 'compile', 'counter.ovsm'])).toMatchObject({ status: 0 });
});

afterAll(() => rmSync(dirname(line.folder), { recursive: true, force: true }));

interface Said {
  readonly status: number | null;
  readonly stderr: string;
}

/** What a script says on standard error in a folder of its own, and its exit status. */
function runScript(script: string): Promise<Said> {
  const cwd = mkdtempSync(`${line.folder}-`);
  cpSync(line.folder, cwd, { recursive: true });
  const env = { ...process.env, PATH: `${line.binary}:${process.env['PATH']}`, NO_COLOR: '1' };
  const child = spawn('sh', ['-c', script], { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (part: Buffer) => (stderr += part.toString()));
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, stderr })));
}

const known = new Map<string, Promise<Said>>();

/** The same, once for scripts that occur again. */
function shell(script: string): Promise<Said> {
  const said = known.get(script) ?? runScript(script);
  known.set(script, said);
  return said;
}

describe('the assembly of', () => {
  const codes = (text: string) => assemble({ name: 'example', text }).diagnostics.map(({ code }) => code);

  it.each(rows.filter(({ language }) => language === 'assembly').map((row) => [row.code, row] as const))(
    '%s',
    (code, { example, repair }) => {
      expect(codes(example)).toContain(code);
      expect(codes(repair)).toEqual([]);
    },
  );
});

describe('the tests of', () => {
  const codes = (text: string) => {
    const { diagnostics, results } = runTests(['example'], (name) => ({ name, text }), {});
    return [...diagnostics, ...results.flatMap((result) => result.diagnostics)].map(({ code }) => code);
  };

  it.each(rows.filter(({ language }) => language === 'test').map((row) => [row.code, row] as const))(
    '%s',
    (code, { example, repair }) => {
      expect(codes(example)).toContain(code);
      expect(codes(repair)).toEqual([]);
    },
  );
});

describe.concurrent('the command lines of', () => {
  /* A privileged user may read every file, and nobody knows how to provoke a mistake of osvm itself. */
  const untried = ['E0810', 'E0899'];
  const tried = rows.filter(({ language, code }) => language === 'shell' && !untried.includes(code));

  it.each(tried.map((row) => [row.code, row] as const))('%s', async (code, { example, repair }) => {
    const [mistaken, repaired] = await Promise.all([shell(example), shell(repair)]);
    expect(mistaken.stderr).toContain(`[${code}]`);
    expect(repaired).toEqual({ status: 0, stderr: '' });
  });
});

describe.concurrent('the fixture of', () => {
  const run = (fixture: string) => {
    const program = fixture.includes('"instructions"') ? '' : 'counter.ovsm';
    return shell(`echo '${fixture}' > fixture.json; osvm ovsm run ${program} --fixture fixture.json`);
  };

  it.each(rows.filter(({ language }) => language === 'fixture').map((row) => [row.code, row] as const))(
    '%s',
    async (code, row) => {
      if (!isSketch(row)) expect((await run(row.example)).stderr).toContain(`[${code}]`);
      expect(await run(row.repair)).toEqual({ status: 0, stderr: '' });
    },
  );
});

describe('every explanation', () => {
  it('is a sentence or more, and has a mistake and a repair that differ', () => {
    const poor = rows.filter(
      ({ explanation, example, repair }) =>
        !/^[^]{30,}[.)]$/.test(explanation) || example === repair || repair === '',
    );
    expect(poor.map(({ code }) => code)).toEqual([]);
  });

  it('shows what is said of the mistake', () => {
    const text = explain(
      rows.find(({ code }) => code === 'E0301')!,
      { colour: false },
    );
    expect(text).toContain('(not true false)');
    expect(text).toContain('--> example:1:1');
    expect(text).toContain('(not true)');
  });
});

describe('osvm ovsm explain', () => {
  it('explains a code however it is copied', () => {
    const { status, stdout, stderr } = line.osvm(['ovsm', 'explain', 'E0301']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    for (const written of ['e0301', 'error[E0301]:', '[E0301]'])
      expect(line.osvm(['ovsm', 'explain', written]).stdout).toBe(stdout);
  });

  it('lists all codes', () => {
    const { status, stdout } = line.osvm(['ovsm', 'explain']);
    expect(status).toBe(0);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((text) => text.slice(0, 5)),
    ).toEqual(rows.map(({ code }) => code));
  });

  it('gives JSON', () => {
    const one = JSON.parse(line.osvm(['ovsm', 'explain', 'E0301', '--json']).stdout) as unknown;
    expect(one).toMatchObject({ status: 'ok', code: 'E0301', language: 'ovsm', repair: '(not true)' });
    const all = JSON.parse(line.osvm(['ovsm', 'explain', '--json']).stdout) as { messages: unknown[] };
    expect(all.messages).toHaveLength(rows.length);
  });

  it('suggests a code that is near', () => {
    expect(line.osvm(['ovsm', 'explain', 'E03011'])).toMatchObject({ status: 2 });
    expect(line.osvm(['ovsm', 'explain', 'E03011']).stderr).toContain('did you mean `E0301`?');
    expect(line.osvm(['ovsm', 'explain', 'nonsense']).stderr).toContain('lists all codes');
  });
});
