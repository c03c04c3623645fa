// osvm ovsm fmt as a user meets it: files in their place, standard input, checks, and that nothing is ever lost.
import { chmodSync, lstatSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildCommandLine, type CommandLine } from './command-line.js';

let line: CommandLine;
const draft = '(when a\n (b) (c)) ; why\n';
const laidOut = '(when a\n  (b)\n  (c)) ; why\n';

beforeAll(async () => {
  line = await buildCommandLine();
});

afterAll(() => rmSync(dirname(line.folder), { recursive: true, force: true }));

const fmt = (...words: string[]) => line.osvm(['ovsm', 'fmt', ...words]);
const textOf = (name: string) => readFileSync(join(line.folder, name), 'utf8');

it('rewrites files, their permissions and links kept, and leaves no other file', () => {
  line.file('files/a.ovsm', draft);
  line.file('files/b.ovsm', laidOut);
  chmodSync(join(line.folder, 'files/a.ovsm'), 0o640);
  symlinkSync('a.ovsm', join(line.folder, 'files/link.ovsm'));
  const { mtimeMs } = statSync(join(line.folder, 'files/b.ovsm'));
  expect(fmt('files/link.ovsm', 'files/b.ovsm')).toEqual({
    status: 0,
    stdout: 'files/link.ovsm: formatted\nfiles/b.ovsm: unchanged\n',
    stderr: '',
  });
  expect(textOf('files/a.ovsm')).toBe(laidOut);
  expect(lstatSync(join(line.folder, 'files/link.ovsm')).isSymbolicLink()).toBe(true);
  expect(statSync(join(line.folder, 'files/a.ovsm')).mode & 0o777).toBe(0o640);
  expect(statSync(join(line.folder, 'files/b.ovsm')).mtimeMs).toBe(mtimeMs);
  expect(readdirSync(join(line.folder, 'files')).sort()).toEqual(['a.ovsm', 'b.ovsm', 'link.ovsm']);
});

it('prints what standard input becomes', () => {
  expect(line.osvm(['ovsm', 'fmt', '-'], draft)).toEqual({ status: 0, stdout: laidOut, stderr: '' });
  expect(line.osvm(['ovsm', 'fmt', '-'], '')).toEqual({ status: 0, stdout: '', stderr: '' });
  const { stdout } = line.osvm(['ovsm', 'fmt', '-', '--json'], draft);
  expect(JSON.parse(stdout)).toEqual({
    status: 'ok',
    files: [{ file: '-', status: 'formatted', text: laidOut }],
    diagnostics: [],
  });
});

it('keeps line ends and a byte order mark, and heeds the width', () => {
  expect(line.osvm(['ovsm', 'fmt', '-'], '\uFEFF(a)\r\n\r\n\r\n(b)').stdout).toBe('\uFEFF(a)\r\n\r\n(b)\r\n');
  expect(line.osvm(['ovsm', 'fmt', '-', '--width', '9'], '(abc def ghi)').stdout).toBe(
    '(abc def\n     ghi)\n',
  );
});

it('only looks with --check', () => {
  line.file('check/a.ovsm', draft);
  line.file('check/b.ovsm', laidOut);
  const { status, stdout, stderr } = fmt('--check', 'check/a.ovsm', 'check/b.ovsm');
  expect({ status, stdout }).toEqual({ status: 1, stdout: 'check/b.ovsm: unchanged\n' });
  expect(stderr).toContain('error[E0829]: `check/a.ovsm` is not formatted');
  expect(textOf('check/a.ovsm')).toBe(draft);
  expect(line.osvm(['ovsm', 'fmt', '--check', '-'], draft)).toMatchObject({ status: 1, stdout: '' });
  expect(JSON.parse(fmt('--check', '--json', 'check/a.ovsm').stdout)).toMatchObject({
    status: 'error',
    files: [{ file: 'check/a.ovsm', status: 'unformatted' }],
    diagnostics: [{ code: 'E0829' }],
  });
});

it('writes nothing where the source cannot be read, and goes on with the next file', () => {
  line.file('wrong/a.ovsm', '(log "a"\n(b)');
  line.file('wrong/b.ovsm', draft);
  const { status, stdout, stderr } = fmt('wrong/a.ovsm', 'wrong/missing.ovsm', 'wrong/b.ovsm');
  expect({ status, stdout }).toEqual({ status: 2, stdout: 'wrong/b.ovsm: formatted\n' });
  expect(stderr).toContain('error[E0111]');
  expect(stderr).toContain('error[E0808]');
  expect(textOf('wrong/a.ovsm')).toBe('(log "a"\n(b)');
});
