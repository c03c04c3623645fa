// The plugin in the real Prettier: files, embedded code, its options, mistakes, and the file that is published.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spawnSync } from 'node:child_process';
import { check, format, getSupportInfo, type Options, type Plugin } from 'prettier';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleLibrary } from '../compiler/cli/bundle.js';
import { format as formatSource } from '../compiler/compile.js';
import * as plugin from '../compiler/prettier/plugin.js';

/* The plugin declares the part of these types that it needs, so that users need no Prettier for its types. */
const typed: Plugin<plugin.OvsmRoot> = plugin;
const options: Options = { filepath: 'case.ovsm', plugins: [typed] };

const draft = '(define  x 1) ; one\n(let ((a 1)\n(b "two\nlines"))\n(log a, b))';
const laidOut = formatSource({ name: 'case.ovsm', text: draft }).text!;

describe('a file', () => {
  it('is formatted as `osvm ovsm fmt` does', async () => {
    expect(await format(draft, { ...options, printWidth: 100 })).toBe(laidOut);
    expect(await check(laidOut, options)).toBe(true);
  });

  it('keeps to the width that is asked for', async () => {
    const call = '(a-function (of-several "operands") (each-of-which "is short") (but-not "all together"))';
    expect(await format(call, { ...options, printWidth: 40 })).toBe(
      formatSource({ name: 'case.ovsm', text: call }, { width: 40 }).text,
    );
  });

  it('has the line ends that are asked for', async () => {
    expect(await format(draft, { ...options, endOfLine: 'crlf' })).toBe(laidOut.replaceAll('\n', '\r\n'));
  });

  it('is left alone or marked as its pragma says', async () => {
    expect(await format(draft, { ...options, requirePragma: true })).toBe(draft);
    expect(await format(`; @noformat\n${draft}`, { ...options, checkIgnorePragma: true })).toContain(draft);
    const marked = await format(draft, { ...options, insertPragma: true });
    expect(marked).toBe(`; @format\n\n${laidOut}`);
    expect(await format(marked, { ...options, insertPragma: true, requirePragma: true })).toBe(marked);
  });

  it('with a mistake is an error with its place', async () => {
    await expect(format('(log "a")\n(log 1]', options)).rejects.toMatchObject({
      message: expect.stringContaining('[E0113]') as string,
      loc: { start: { line: 2, column: 7 } },
      codeFrame: expect.stringContaining('> 2 | (log 1]') as string,
    });
  });
});

it('formats code in Markdown where it stands', async () => {
  const block = (code: string) => `- item\n\n  \`\`\`ovsm\n${code.replace(/^(?=.)/gm, '  ')}  \`\`\`\n`;
  const text = block('(when a\n (b)  (c))\n');
  expect(await format(text, { parser: 'markdown', plugins: [typed] })).toBe(
    block('(when a\n  (b)\n  (c))\n'),
  );
});

it('is listed among the languages', async () => {
  const { languages } = await getSupportInfo({ plugins: [typed] });
  expect(languages.find(({ name }) => name === 'OVSM')).toMatchObject({ extensions: ['.ovsm'] });
});

describe('the published file', () => {
  const root = fileURLToPath(new URL('..', import.meta.url));
  // Inside the package, so that its dependencies are found.
  const folder = join(root, 'node_modules', '.prettier-test');

  beforeAll(() => bundleLibrary(folder));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('serves the command line of Prettier', () => {
    const file = join(folder, 'draft.ovsm');
    writeFileSync(file, draft);
    const words = [
      '--plugin',
      join(folder, 'prettier.js'),
      '--ignore-path',
      '/dev/null',
      '--print-width',
      '100',
      file,
    ];
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [join(root, 'node_modules/prettier/bin/prettier.cjs'), '--with-node-modules', ...words],
      { cwd: folder, encoding: 'utf8' },
    );
    expect({ stdout, stderr }).toEqual({ stdout: laidOut, stderr: '' });
  });
});
