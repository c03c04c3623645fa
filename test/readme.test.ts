// The README and the page of the examples keep their word: every command in them runs, every file they name is there.
import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleLibrary } from '../compiler/cli/bundle.js';
import { buildCommandLine, type CommandLine } from './command-line.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const enginePage = readFileSync(join(root, 'runtime/wasm/README.md'), 'utf8');
const examplesPage = readFileSync(join(root, 'examples/README.md'), 'utf8');
const bankPage = readFileSync(join(root, 'runtime/bank/README.md'), 'utf8');

function blocks(language: string, text = readme): string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\``, 'gm'))].map((match) => match[1]!);
}

const commands = [...blocks('sh'), ...blocks('sh', examplesPage)].flatMap((block) =>
  block.trim().split('\n'),
);
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
    line.file('readme.json', blocks('json', examplesPage)[0]!);
    const { status, stderr } = line.osvm(['ovsm', 'eval', '(+ 1 2)', '--fixture', 'readme.json']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

describe('the library examples', () => {
  // Inside the package, so that its dependencies are found.
  const folder = join(root, 'node_modules', '.readme-test');
  beforeAll(() => bundleLibrary(folder));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const examples = [...blocks('js'), ...blocks('js', bankPage), ...blocks('js', enginePage)];
  const says = [/^0 \d+ /, /^ok \[\n.* success'\n\] \d+ 5000n \[/s, /^447552000n 6960n Failed/, /^100 ok\n/];
  it.each(says.map((expected, index) => [index, expected] as const))('%s runs', (index, expected) => {
    const script = examples[index]!.replace(
      /'osvm(\/\w+)?'/g,
      (_, entry = '/index') => `'${folder}${entry}.js'`,
    );
    const words = ['--input-type=module', '-e', script];
    const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8', cwd: root });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(expected);
  });

  it('are as many as there are expectations', () => {
    expect(examples).toHaveLength(says.length);
  });
});

describe('links', () => {
  it('lead to files', () => {
    const targets = (page: string, folder: string) =>
      [...page.matchAll(/\]\(([^)]+)\)/g)].map((match) => join(folder, match[1]!));
    const all = [...targets(readme, ''), ...targets(examplesPage, 'examples')];
    expect(all.filter((target) => !existsSync(join(root, target)))).toEqual([]);
  });
});
