// Tests written in OVSM: that each form finds what it should and nothing else, and the command as a user meets it.
import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runFiles, runTests } from '../compiler/cli/deftest/run-files.js';
import { showReport } from '../compiler/cli/deftest/show-report.js';
import { compile } from '../compiler/compile.js';
import { testRows } from '../grammar/diagnostics/test.js';
import { buildCommandLine, stackLine, type CommandLine } from './command-line.js';
import { goldenCases } from './golden.js';

const run = (text: string) => runTests(['case.ovsm'], (name) => ({ name, text }), {});

/** What a user sees of the tests of a file, standard output and standard error in one. */
function shown(text: string, name: string): string {
  const report = runTests([name], () => ({ name, text }), {});
  let written = '';
  const write = (part: string): void => {
    written += part;
  };
  showReport(report, false, { result: write, message: write, colour: false, resultColour: false });
  return written;
}

goldenCases('deftest', (program, name) => ({ report: shown(program, name) }));

it('has a golden case for each message', () => {
  const directory = new URL('cases/deftest/', import.meta.url);
  const texts = readdirSync(directory).map((file) => readFileSync(new URL(file, directory), 'utf8'));
  const missing = Object.values(testRows).filter(
    ({ code }) => !texts.some((text) => text.includes(`[${code}]`)),
  );
  expect(missing.map(({ code }) => code)).toEqual([]);
});

it('the tests of the examples pass', () => {
  const files = readdirSync('examples', { recursive: true, encoding: 'utf8' })
    .map((name) => join('examples', name))
    .filter((name) => name.endsWith('.ovsm') && readFileSync(name, 'utf8').includes('(deftest '));
  expect(files.length).toBeGreaterThan(0);
  const { results, diagnostics } = runFiles(files, {});
  expect(diagnostics).toEqual([]);
  expect(
    results.filter(({ status }) => status === 'failed').map(({ file, name }) => `${file} ${name}`),
  ).toEqual([]);
});

/** What is wrong with the test of a file whose body is `steps`: the names of messages and what they point at. */
function wrongWith(steps: string, program = ''): string[] {
  const { results, diagnostics } = run(`${program}\n(deftest it-works ${steps})`);
  return [...diagnostics, ...results.flatMap((result) => result.diagnostics)]
    .filter(({ level }) => level === 'error')
    .map(({ name, span }) => `${name} ${span ? span.source.text.slice(span.start, span.end) : ''}`.trim());
}

const counter = `(assert-signer 1)
(define count (+ (account-read u64 0 0) (u64 (instruction-read u8 0))))
(account-write u64 0 0 count)
(log "counted")
(when (> count 99) (fail 5))
count`;
const accounts = '(account counter :owner program :data [(u64 40)]) (account owner)';
const call = '(call :accounts ((counter :writable) (owner :signer)) :data [2])';

describe('the page of the language', () => {
  const page = readFileSync(new URL('../grammar/LANGUAGE.md', import.meta.url), 'utf8');
  const blocks = [...page.matchAll(/```lisp\n([^]*?)```/g)].map(([, block]) => block!);

  it.each(blocks)('%s', (text) => {
    const { results, diagnostics, exitCode } = run(text);
    expect(diagnostics).toEqual([]);
    expect(results.flatMap((result) => result.diagnostics)).toEqual([]);
    expect(results.length).toBeGreaterThan(0);
    expect(exitCode).toBe(0);
  });
});

describe('code', () => {
  it('sees what the file defines and not what it does', () => {
    const program = `(define-struct Point (x u8) (y u8))
(define scale 10) (define unknown (account-read u64 0 0)) (account-write u64 0 0 1)
(defmacro twice (x) \`(+ ,x ,x)) (defun scaled (n) (* n scale)) (fail 3)`;
    expect(
      wrongWith('(assert-equal (twice (scaled 2)) 40) (assert-equal (. (Point 1 2) y) 2)', program),
    ).toEqual([]);
  });

  it('keeps variables from step to step and not from test to test', () => {
    const program = '(define count 0) (defun bump () (set! count (+ count 1)) count)';
    const steps = '(assert-equal (bump) 1) (bump) (assert-equal (bump) 3)';
    const { results } = run(`${program} (deftest one ${steps}) (deftest two ${steps})`);
    expect(results.map(({ status }) => status)).toEqual(['passed', 'passed']);
  });

  it('shows what differs', () => {
    const { results } = run('(defun f (x) (* x 2))\n(deftest f (assert-equal (f 2) ; why\n 5))');
    expect(results[0]!.diagnostics).toMatchObject([
      { message: 'this is 4, and not 5', notes: [{ message: 'this is 5' }] },
    ]);
    expect(wrongWith('(expect (= 1 1)) (expect (> (+ 1 2) 3 ; no\n))')).toEqual([
      'expectationFailed (> (+ 1 2) 3 ; no\n)',
    ]);
    expect(wrongWith('(expect false)')).toEqual(['expectationFailed false']);
    expect(wrongWith('(assert-equal "a" "b")')).toEqual(['valuesDiffer "a"']);
  });

  it('shows values as they are where an assertion stands', () => {
    const program = '(define count 0) (defun bump () (set! count (+ count 1)) count)';
    const { results } = run(
      `${program} (deftest it (assert-equal (bump) 1) (bump) (assert-equal (bump) (bump)))`,
    );
    expect(results[0]!.diagnostics).toMatchObject([{ message: 'this is 3, and not 4' }]);
  });

  it('fails as it should, and what it changed is undone', () => {
    const steps = '(define x 1) (assert-fails 3 (do (set! x 2) (fail 3))) (assert-equal x 1)';
    expect(wrongWith(steps)).toEqual([]);
    expect(wrongWith('(assert-fails 6003 (fail 3)) (assert-fails ArithmeticOverflow (/ 1 (- 1 1)))')).toEqual(
      [],
    );
    expect(wrongWith('(assert-fails 4 (fail 3))')).toEqual(['otherFailure (fail 3)']);
    expect(wrongWith('(assert-fails 4 (+ 1 2))')).toEqual(['failureMissing (+ 1 2)']);
    expect(wrongWith('(assert-fails Overflow (fail 3))')).toEqual(['unknownError Overflow']);
  });

  it('that fails by itself fails the test, in its place', () => {
    expect(wrongWith('(f 0)', '(defun f (x) (/ 1 x))')).toEqual(['programFailed (/ 1 x)']);
    expect(wrongWith('(assert-equal (g 1) 2)', '(defun f (x) x)')).toEqual(['unknownForm g']);
    expect(wrongWith('(assert-equal 1 "a")')).toHaveLength(1);
    expect(wrongWith('(assert-equal 1)')).toEqual(['malformedForm (assert-equal 1)']);
  });

  it('may be bounded in units', () => {
    expect(wrongWith('(log "a") (max-units 500)')).toEqual([]);
    expect(wrongWith('(max-units 50) (log "a")')).toEqual(['testUnits (max-units 50)']);
  });
});

describe('calls', () => {
  it('do what the program does, one after the other', () => {
    const after =
      '(assert-equal (account-read u64 counter 0) 44) (assert-equal result 44) (expect-log "counted")';
    expect(wrongWith(`${accounts} ${call} ${call} ${after}`, counter)).toEqual([]);
  });

  it('leave names that code gave before', () => {
    const steps = `${accounts} (define before (account-read u64 counter 0)) (defun more (n) (+ before n)) ${call}`;
    expect(wrongWith(`${steps} (assert-equal (account-read u64 counter 0) (more 2))`, counter)).toEqual([]);
  });

  it('that fail tell where, and change nothing', () => {
    expect(wrongWith(`${accounts} ${call.replace('[2]', '[60]')}`, counter)).toEqual([
      'instructionFailed (fail 5)',
    ]);
    const steps = `(expect-error 5 ${call.replace('[2]', '[60]')}) (assert-equal (account-read u64 counter 0) 40)`;
    expect(wrongWith(`${accounts} ${steps}`, counter)).toEqual([]);
  });

  it('are expected to fail as they do', () => {
    const wrong = call.replace('(owner :signer)', 'owner');
    expect(wrongWith(`${accounts} (expect-error MissingRequiredSignature ${wrong})`, counter)).toEqual([]);
    expect(wrongWith(`${accounts} (expect-error 5 ${wrong})`, counter)).toEqual([`otherFailure ${wrong}`]);
    expect(wrongWith(`${accounts} (expect-error 5 ${call})`, counter)).toEqual([`failureMissing ${call}`]);
  });

  it('are bounded in units, one and all', () => {
    const cheap = call.replace(')) :data', ')) :max-units 20 :data');
    expect(wrongWith(`${accounts} ${cheap}`, counter)).toEqual([`testUnits ${cheap}`]);
    expect(wrongWith(`${accounts} ${call} ${call} (max-units 400)`, counter)).toEqual([
      'testUnits (max-units 400)',
    ]);
    expect(wrongWith(`${accounts} ${call} (max-units 400)`, counter)).toEqual([]);
  });

  it('see the clock that the test sets, and accounts as it makes them', () => {
    const program = `(define clock (stack-bytes 40)) (sol_get_clock_sysvar clock)
(require (= (load u64 clock 0) 7) 1) (load i64 clock 32)`;
    const steps = (code: string) =>
      wrongWith(
        `(account a :lamports 5_000_000 :size 10) (account b :owner (account-owner a)) (warp 7 :time 1_000)
        (call :accounts (a clock program system-program "${'1'.repeat(32)}")) ${code}`,
        program,
      );
    expect(steps('(assert-equal result 1_000) (assert-equal (account-data-len a) 10)')).toEqual([]);
    expect(steps('(assert-equal (account-lamports b) 1_000_000_000)')).toEqual([]);
  });

  it('that are written wrongly are refused', () => {
    expect(wrongWith('(call :accounts (nobody))', counter)).toEqual(['unknownAccount nobody']);
    expect(wrongWith('(call :data [256])', counter)).toEqual(['testOperand 256']);
    expect(wrongWith('(call now)', counter)).toEqual(['unknownInstruction now']);
    expect(wrongWith('(call :acounts ())', counter)).toEqual(['testKeyword :acounts']);
    expect(wrongWith('(call :accounts 5)', counter)).toEqual(['testOperand (call :accounts 5)']);
    expect(wrongWith('(account a :lamports "x")', counter)).toEqual(['testOperand "x"']);
    expect(wrongWith('(account 5)', counter)).toEqual(['testOperand 5']);
    expect(wrongWith('(account a :lamports)', counter)).toEqual(['testOperand (account a :lamports)']);
    expect(wrongWith('(account a :owner "nobody")', counter)).toEqual(['testOperand "nobody"']);
    expect(wrongWith('(expect-log "a")', counter)).toEqual(['callMissing (expect-log "a")']);
    expect(wrongWith('(expect-error 5 (fail 5))', counter)).toEqual(['testOperand (fail 5)']);
    expect(wrongWith('(account a :lamports nothing)', counter)).toEqual(['unknownName nothing']);
    expect(wrongWith(`${accounts} ${call} (expect-log "other")`, counter)).toEqual([
      'logMissing (expect-log "other")',
    ]);
  });

  it('of a program that does not compile tell why', () => {
    expect(wrongWith('(call)', '(unknown)')).toEqual(['unknownForm unknown']);
    expect(wrongWith('(assert-equal 1 1)', '(unknown)')).toEqual([]);
  });
});

describe('calls of instructions', () => {
  const program = `(define-program p
  (define-account Box (owner pubkey) (size u16) (flags u32))
  (define-error TooSmall) (define-error TooLarge)
  (defun larger (n) (require (< n 9) TooLarge) (+ n 1))
  (instruction make ((size u16) (label string) (sign bool))
    (accounts (box :init Box :payer payer :seeds ["box" label size]) (payer :signer :writable) (system-program))
    (require (> size 0) TooSmall)
    (set! (. box owner) (key payer))
    (set! (. box size) (larger size))
    (log label))
  (instruction size () -> u16 (accounts (box Box) (other)) (. box size))
  (instruction nothing () (accounts) (log "nothing")))`;
  const make = '(account payer) (call make :args (7 "red" true))';

  it('find the accounts and encode the arguments that are declared', () => {
    const steps = '(expect-log "red") (assert-equal (. box size) 8) (assert-equal (. box owner) (key payer))';
    expect(
      wrongWith(`${make} ${steps} (call size :accounts {:other payer}) (assert-equal result 8)`, program),
    ).toEqual([]);
    expect(wrongWith(`${make} (call size :accounts (box payer payer)) (call nothing)`, program)).toEqual([]);
    const named =
      '(account payer) (define n (u16 3)) (call make :args {:sign false :label "x" :size (+ n 1)})';
    expect(wrongWith(`${named} (assert-equal (. box size) (+ n 2))`, program)).toEqual([]);
  });

  it('fail by the names of errors', () => {
    expect(
      wrongWith(`(account payer) (expect-error TooSmall (call make :args (0 "" false)))`, program),
    ).toEqual([]);
    expect(
      wrongWith(`(account payer) (expect-error TooLarge (call make :args (9 "" false)))`, program),
    ).toEqual([]);
    expect(
      wrongWith(
        `${make} (expect-error AccountOwnedByWrongProgram (call size :accounts (payer payer)))`,
        program,
      ),
    ).toEqual([]);
    expect(wrongWith('(assert-equal (larger 3) 4) (assert-fails TooLarge (larger 9))', program)).toEqual([]);
    const { results } = run(
      `${program} (deftest t (account payer) (expect-error TooSmall (call make :args (9 "" false))))`,
    );
    expect(results[0]!.diagnostics[0]!.message).toContain('failed with TooLarge, not with TooSmall');
  });

  it('may be made without regard to the declarations', () => {
    expect(wrongWith('(expect-error InstructionFallbackNotFound (call :data [1 2]))', program)).toEqual([]);
  });

  it('that are written wrongly are refused', () => {
    const wrong = (steps: string) => wrongWith(`(account payer) ${steps}`, program);
    expect(wrong('(call mak)')).toEqual(['unknownInstruction mak']);
    expect(wrong('(call 5)')).toEqual(['testOperand 5']);
    expect(wrong('(call make :args (1 "a"))')).toEqual(['testOperand (call make :args (1 "a"))']);
    expect(wrong('(call make :args (1 "a" true 4))')).toEqual(['testOperand 4']);
    expect(wrong('(call make :args (1 2 true))')).toEqual(['typeMismatch 2']);
    expect(wrong('(call make :args {:size 1 :label "a" :sing true})')).toHaveLength(2);
    expect(wrong('(call make :args 5)')).toContain('testOperand (call make :args 5)');
    expect(wrong('(call nothing :data [1])')).toEqual(['testOperand (call nothing :data [1])']);
    expect(wrong('(call :args (1))')).toEqual(['testOperand (call :args (1))']);
    expect(wrong('(call size)')).toEqual(['unknownAccount (call size)', 'unknownAccount (call size)']);
    expect(wrongWith('(call make :args (1 "a" true))', program)).toEqual([
      'unknownAccount (call make :args (1 "a" true))',
    ]);
    expect(wrongWith('(call greet)', '(log "hello")')).toEqual(['unknownInstruction greet']);
  });
});

describe('a program with tests', () => {
  it('is what it is without them', () => {
    const program = '(defun f (x) (+ x 1))\n(log "a")\n(f (num-accounts))';
    const withTests = compile({ name: 'a', text: `${program}\n(deftest t (assert-equal (f 1) 3) (fail))` });
    expect(withTests.diagnostics).toEqual([]);
    expect(withTests.program?.elf).toEqual(compile({ name: 'a', text: program }).program?.elf);
  });

  it('cannot hold a test inside of a form', () => {
    expect(compile({ name: 'a', text: '(when true (deftest t))' }).diagnostics).toMatchObject([
      { name: 'malformedForm' },
    ]);
  });
});

describe('osvm ovsm test', () => {
  let line: CommandLine;
  const good = '(deftest sum (assert-equal (+ 1 2) 3))\n(deftest order (expect (< 1 2)))\n';
  const bad = '(deftest other (assert-equal (+ 1 2) 4))\n';

  beforeAll(async () => {
    line = await buildCommandLine();
    line.file('good.ovsm', good);
    line.file('bad.ovsm', bad);
  });

  afterAll(() => rmSync(dirname(line.folder), { recursive: true, force: true }));

  const test = (...words: string[]) => line.osvm(['ovsm', 'test', ...words]);

  it('lists the tests with their units, and sums up', () => {
    const { status, stdout, stderr } = test('good.ovsm');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(
      /^good.ovsm\n {2}ok {6}sum {4}\d+ units?\n {2}ok {6}order {2}\d+ units?\n2 passed, \d+ units?\n$/,
    );
    expect(line.osvm(['ovsm', 'test', '-'], good)).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^<stdin>/) as string,
    });
  });

  it('fails where a test fails, and goes on with the others', () => {
    const { status, stdout, stderr } = test('bad.ovsm', 'good.ovsm');
    expect(status).toBe(1);
    expect(stdout).toContain('  FAILED  other');
    expect(stdout).toMatch(/\n2 passed, 1 failed, \d+ units\n$/);
    expect(stderr).toContain('error[E0850]: this is 3, and not 4');
    expect(stderr).toContain('bad.ovsm:1:30');
  });

  it('runs the tests that are chosen', () => {
    expect(test('good.ovsm', 'bad.ovsm', '--filter', 'ord')).toMatchObject({ status: 0 });
    expect(test('good.ovsm', '--filter', 'ord').stdout).toContain('1 passed');
    const { status, stderr } = test('good.ovsm', '--filter', 'nothing');
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining('E0857') as string });
  });

  it('gives JSON', () => {
    const { status, stdout } = test('good.ovsm', 'bad.ovsm', '--json');
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'error',
      passed: 2,
      failed: 1,
      tests: [
        { file: 'good.ovsm', name: 'sum', status: 'passed' },
        { name: 'order' },
        { file: 'bad.ovsm', name: 'other', status: 'failed', diagnostics: [{ code: 'E0850' }] },
      ],
    });
  });

  it('refuses what is no file of tests', () => {
    line.file('open.ovsm', '(deftest sum (assert-equal 1 1)');
    line.file('twice.ovsm', '(deftest sum) (deftest sum)');
    line.file('nameless.ovsm', '(deftest)');
    for (const [file, status, code] of [
      ['missing.ovsm', 2, 'E0808'],
      ['open.ovsm', 1, 'E0111'],
      ['twice.ovsm', 1, 'E0856'],
      ['nameless.ovsm', 1, 'E0201'],
    ] as const) {
      const ended = test(file, 'good.ovsm');
      expect(ended).toMatchObject({ status, stderr: expect.stringContaining(code) as string });
      expect(ended.stdout).toContain('2 passed');
      expect(ended.stderr).not.toMatch(stackLine);
    }
    expect(line.osvm(['ovsm', 'test', '-', '--watch'], good)).toMatchObject({ status: 2 });
  });

  describe('--watch', () => {
    let child: ChildProcess | undefined;

    afterAll(() => child?.kill());

    it('runs again when a file changes', async () => {
      line.file('watched.ovsm', good);
      const words = [join(line.binary, 'osvm.js'), 'ovsm', 'test', 'watched.ovsm', '--watch', '--json'];
      child = spawn(process.execPath, words, { cwd: line.folder, stdio: ['ignore', 'pipe', 'inherit'] });
      let output = '';
      child.stdout!.on('data', (part: Buffer) => (output += part.toString()));
      const round = async (count: number): Promise<unknown> => {
        while (output.split('\n').length <= count)
          await new Promise((resolve) => child!.stdout!.once('data', resolve));
        return JSON.parse(output.split('\n')[count - 1]!);
      };
      expect(await round(1)).toMatchObject({ status: 'ok', passed: 2 });
      writeFileSync(join(line.folder, 'watched.ovsm'), `${bad}${good}`);
      expect(await round(2)).toMatchObject({ status: 'error', passed: 2, failed: 1 });
    });
  });
});
