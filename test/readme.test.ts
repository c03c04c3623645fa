// The README keeps its word: every command in it runs, every file it names is there.
import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleLibrary } from '../compiler/cli/bundle.js';
import { buildCommandLine, type CommandLine } from './command-line.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');

function blocks(language: string): string[] {
  return [...readme.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\``, 'gm'))].map(
    (match) => match[1]!,
  );
}

const commands = blocks('sh').flatMap((block) => block.trim().split('\n'));
let line: CommandLine;

beforeAll(async () => {
  line = await buildCommandLine();
  cpSync(join(root, 'examples'), join(line.folder, 'examples'), { recursive: true });
  for (const [, name, text] of readme.matchAll(/Save as `([\w.]+)`:\n\n```lisp\n([^]*?)```/g))
    line.file(name!, text!);
});

afterAll(() => rmSync(dirname(line.folder), { recursive: true, force: true }));

describe('commands', () => {
  it.each(commands.filter((command) => command.startsWith('npx osvm ')))('%s', (command) => {
    const script = command.replace(/^npx osvm/, `"${process.execPath}" "${join(line.binary, 'osvm.js')}"`);
    const { status, stdout, stderr } = spawnSync('sh', ['-c', script], {
      cwd: line.folder,
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).not.toBe('');
  });

  it.each(commands.filter((command) => command.startsWith('npm ')))('%s', (command) => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };
    const [, word, script] = command.split(' ');
    expect(word === 'ci' || word === 'test' || (word === 'run' && script! in scripts)).toBe(true);
  });

  it('are all of a kind that is tested here', () => {
    expect(commands.filter((command) => !/^(?:npx osvm|npm) /.test(command))).toEqual([]);
  });
});

describe('the fixture', () => {
  it('is one that runs', () => {
    line.file('readme.json', blocks('json')[0]!);
    const { status, stderr } = line.osvm(['ovsm', 'eval', '(+ 1 2)', '--fixture', 'readme.json']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

describe('the library example', () => {
  it('runs', async () => {
    // Inside the package, so that its dependencies are found.
    const folder = join(root, 'node_modules', '.readme-test');
    await bundleLibrary(folder);
    const text = blocks('js')[0]!.replace("'osvm'", `'${join(folder, 'index.js')}'`);
    const script = ['--input-type=module', '-e', text];
    const { status, stdout, stderr } = spawnSync(process.execPath, script, { encoding: 'utf8' });
    rmSync(folder, { recursive: true, force: true });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^0 \d+ /);
  });
});

describe('links', () => {
  it('lead to files', () => {
    const targets = [...readme.matchAll(/\]\(([^)]+)\)/g)].map((match) => match[1]!);
    expect(targets.filter((target) => !existsSync(join(root, target)))).toEqual([]);
  });
});
