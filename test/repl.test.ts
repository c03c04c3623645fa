// The session: what persists, what each entry shows as its own, how mistakes leave it, and its directives.
import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { complete, isComplete } from '../compiler/cli/repl/input.js';
import { Session } from '../compiler/cli/repl/session.js';
import { place } from '../grammar/source.js';
import { buildCommandLine, type CommandLine } from './command-line.js';

const session = () => new Session({ accounts: [], data: new Uint8Array() }, {});

/** The values of entries as text; messages by their names, and logs without their beginning. */
function enter(into: Session, ...entries: string[]): string[] {
  return entries.map((entry) => {
    const { value, diagnostics, logs } = into.evaluate(entry);
    const said = diagnostics.map(({ name, span }) => `${name} ${span ? place(span) : ''}`);
    return [...logs.map((line) => line.replace('Program log: ', '')), ...said, value?.text ?? '-'].join(', ');
  });
}

describe('a session', () => {
  it('keeps variables, functions and what was done to them', () => {
    expect(
      enter(session(), '(define x 5)', '(set! x (+ x 1))', '(defun f (n) (* n x))', '(set! x 10)', '(f 3)'),
    ).toEqual(['-', '6', '-', '10', '30']);
  });

  it('shows the logs and units of each entry only', () => {
    const entries = session();
    expect(enter(entries, '(log "a")', '(log "b") (log "c")', '1')).toEqual(['a, -', 'b, c, -', '1']);
    const [one, two, three] = entries.entries.map(({ units }) => units);
    // A call of the syscall takes 100 units; what is around it depends on the rest of the program.
    expect([one, two].map((units) => Math.floor(units! / 100))).toEqual([1, 2]);
    expect(three).toBeGreaterThan(0);
    const many = enter(
      session(),
      '(for (i (range 300)) (log "a long line of text, to fill the log"))',
      '(log "b")',
    );
    expect(many[1]).toBe('b, -');
  });

  it('gives every entry the units a transaction may have', () => {
    const loop = '(define n 0) (while (< n 100000) (set! n (+ n 1)) (sol_log_compute_units_))';
    expect(
      enter(session(), '(for (i (range 9000)) (log "x"))', '(for (i (range 9000)) (log "x"))'),
    ).toHaveLength(2);
    expect(enter(session(), loop)[0]).toContain('programFailed');
  });

  it('is left as it was by entries with mistakes and by entries that fail', () => {
    const entries = session();
    expect(
      enter(
        entries,
        '(define x 1)',
        '(set! x "text")',
        '(set! x 2) (fail 3)',
        '(log "half',
        'x',
        '(exit 0)',
        'x',
      ),
    ).toEqual([
      '-',
      'typeMismatch entry 2:1:9, -',
      'programFailed entry 3:1:12, -',
      'unclosedBracket entry 4:1:1, unterminatedString entry 4:1:6, -',
      '1',
      '-',
      '1',
    ]);
  });

  it('shows the logs of an entry that fails', () => {
    expect(enter(session(), '(log "a")', '(log "b") (fail 1)')[1]).toBe('b, programFailed entry 2:1:11, -');
  });

  it('lets names be defined anew', () => {
    const entries = session();
    expect(
      enter(
        entries,
        '(defun f (n) (log "old") n)',
        '(defun g (n) (f n))',
        '(g 1)',
        '(define f\n  (lambda (n) (log "new") (* n 2)))',
        '(g 1)',
        '(define (f n) n) (g 5)',
        '(define x 1) (define x "text")',
        'x',
      ),
    ).toEqual(['-', '-', 'old, 1', '-', 'new, 2', '5', '-', '"text"']);
    expect(entries.text).not.toContain('old');
  });

  it('tells of mistakes that a new definition makes in an old one', () => {
    const entries = session();
    enter(entries, '(defun f () 1)', '(define x (+ 1 (f)))');
    expect(enter(entries, '(defun f () "text")', 'x')).toEqual(['typeMismatch entry 2:1:16, -', '2']);
  });

  it('tells types without running anything', () => {
    const entries = session();
    enter(entries, '(define x (u8 5))');
    expect(entries.typeOf('(+ x 1)')).toMatchObject({ type: 'u8', diagnostics: [] });
    expect(entries.typeOf('(+ x "a")').diagnostics).toHaveLength(1);
    expect(entries.entries).toHaveLength(1);
  });
});

describe('input', () => {
  it('is complete when its brackets, strings and comments are closed', () => {
    for (const text of ['', '(a)', '(a]', 'a)', '"x"', '; (', "'a"])
      expect(isComplete(text), text).toBe(true);
    for (const text of ['(a', '[1 (2)', '(log "x', '#| a', "'", '(a ; )'])
      expect(isComplete(text), text).toBe(false);
  });

  it('is completed from the names there are', () => {
    const entries = session();
    enter(entries, '(define wrap-it 5) (defun wrapped () 1)');
    expect(complete('(+ 1 (wrap', entries.names)[0]).toEqual(
      expect.arrayContaining(['wrap-it', 'wrapped', 'wrapping-+']),
    );
    expect(complete("'(a :un", [':units', 'unit'])).toEqual([[':units'], ':un']);
  });
});

describe('osvm ovsm repl', () => {
  let line: CommandLine;

  beforeAll(async () => {
    line = await buildCommandLine();
    line.file('lib.ovsm', '(defun twice (x) (* x 2))\n');
  });

  afterAll(() => rmSync(dirname(line.folder), { recursive: true, force: true }));

  const repl = (input: string, ...words: string[]) => line.osvm(['ovsm', 'repl', ...words], input);

  it('reads from a pipe without prompts, entries over several lines too', () => {
    expect(repl('(define x 20)\n(+ x\n   x ; twice\n   2)\n\n')).toEqual({
      status: 0,
      stdout: expect.stringMatching(/^\d+ units?\n42 \(i64\), \d+ units\n$/) as string,
      stderr: '',
    });
  });

  it('begins with a file, loads others, and saves', () => {
    const { status, stdout } = repl(':load lib.ovsm\n(twice 21)\n:save all.ovsm\n:reset\n:units\n');
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: expect.stringMatching(
        /\n42 \(i64\), \d+ units\nall.ovsm: saved\n.*\n +0 {2}in all\n$/,
      ) as string,
    });
    expect(readFileSync(join(line.folder, 'all.ovsm'), 'utf8')).toBe(
      '(defun twice (x) (* x 2))\n\n(twice 21)\n',
    );
    expect(repl('(twice 4)', 'lib.ovsm').stdout).toContain('8 (i64)');
    expect(repl('', 'missing.ovsm')).toMatchObject({ status: 2 });
  });

  it('ends at :quit, and fails if an entry did', () => {
    expect(repl(':quit\n(log "never")')).toEqual({ status: 0, stdout: '', stderr: '' });
    const { status, stderr } = repl('(+ 1 "a")\n:typ 1\n:load missing.ovsm\n:load\n(log "open');
    expect(status).toBe(1);
    for (const part of ['E0303', 'entry 1:1:6', 'did you mean `:type`?', 'E0808', 'E0832', 'E0104'])
      expect(stderr).toContain(part);
  });

  it('gives a line of JSON for each entry', () => {
    const lines = repl('(log "a") 5\n:type 1\n(+ 1 "a")\n', '--json').stdout.trimEnd().split('\n');
    expect(lines.map((text) => JSON.parse(text) as unknown)).toMatchObject([
      { status: 'ok', value: 5, type: 'i64', logs: ['Program log: a'], diagnostics: [] },
      { status: 'ok', text: 'i64' },
      { status: 'error', diagnostics: [{ code: 'E0303' }] },
    ]);
  });

  it('knows the accounts of a fixture', () => {
    line.file('fixture.json', '{"accounts": [], "data": "0a"}');
    expect(repl('(instruction-data-len)', '--fixture', 'fixture.json').stdout).toContain('1 (u64)');
    line.file('transaction.json', '{"instructions": [{"program": "lib.ovsm"}]}');
    expect(repl('1', '--fixture', 'transaction.json')).toMatchObject({ status: 2 });
  });
});
