// Bounds on units: that they hold for every run, are exact where a program has one way, and find what has none.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { expand } from '../compiler/2-expand/expand.js';
import { check } from '../compiler/3-check/check.js';
import { lower } from '../compiler/4-lower/lower.js';
import { optimize, type OptimizationLevel } from '../compiler/5-optimize/optimize.js';
import { emit } from '../compiler/6-emit/emit.js';
import { link } from '../compiler/7-link/link.js';
import { read } from '../compiler/1-read/read.js';
import { libraryDefinition } from '../compiler/compile.js';
import { BoundSearch, type Bound } from '../compiler/units/bound.js';
import type { Assembly } from '../grammar/assembly.js';
import { Diagnostics } from '../grammar/diagnostics.js';
import { discriminatorOf } from '../grammar/discriminator.js';
import { syscalls as rows } from '../runtime/syscalls/table.js';
import { exampleFixture } from './fixture-file.js';
import { generate } from './fuzz/generate.js';
import { requestOf } from './fuzz/programs.js';
import { programText } from './fuzz/term.js';
import { testAddress, type Case } from './oracle.js';
import { account, addressOf, call, derived, key, record } from './program-case.js';
import { expected, parseRunCases } from './run-case.js';
import { runBoth } from './ways.js';

const syscalls = new Map(rows.map((row) => [row.name, row]));

/** The code of a program without mistakes; undefined for one that imports others. */
function assemblyOf(
  text: string,
  level: OptimizationLevel = 2,
  arch: 'v3' | 'v0' = 'v3',
): Assembly | undefined {
  const source = { name: 'case.ovsm', text };
  const diagnostics = new Diagnostics();
  const { forms } = expand(source, read(source, diagnostics), diagnostics, {});
  const span = { source, start: 0, end: text.length };
  const options = { syscalls, resultMode: 'value', target: 'solana', library: libraryDefinition } as const;
  const core = check(forms, span, diagnostics, options);
  const flow = diagnostics.failed ? undefined : lower(core, diagnostics, { syscalls });
  return flow && emit(optimize(flow, { level }), { arch }, diagnostics);
}

const boundOf = (assembly: Assembly, name?: string): Bound =>
  new BoundSearch(assembly, syscalls, name ? discriminatorOf('global', name) : new Uint8Array(0)).ofProgram();

/** Runs a program here and in litesvm: units, if it did not end in a fault of the machine, which takes all there are. */
function measured(assembly: Assembly, request: Case): number | undefined {
  const { elf } = link(assembly, { symbols: false });
  const { error, units } = runBoth(elf, { ...request, budget: 1_400_000 });
  return error && units === 1_400_000 ? undefined : units;
}

const nothing: Case = { programId: testAddress(7), accounts: [], data: new Uint8Array(0) };
const withData = (...bytes: readonly number[]): Case => ({ ...nothing, data: Uint8Array.from(bytes) });

describe('a bound is what the costliest run takes', () => {
  const cases: Readonly<Record<string, readonly [text: string, request: Case]>> = {
    'of one way': ['(log "hello")', nothing],
    'of the longer branch': ['(when (> (instruction-read u8 0) 3) (sol_log_64_ 1 2 3 4 5))', withData(4)],
    'of loops of a known length': ['(for (i (range 7)) (sol_log_64_ i 0 0 0 0))', nothing],
    'of loops of at most a length': [
      '(define n (instruction-read u8 0)) (define s (u64 0)) (for (i (range n)) (set! s (+ s (u64 i)))) (sol_log_64_ s 0 0 0 0)',
      withData(255),
    ],
    'of a length that is checked before': [
      '(define n (instruction-read u64 0)) (require (<= n 20) 1) (for (i (range n)) (for (j (range 3)) (sol_log_64_ i j 0 0 0)))',
      withData(20, 0, 0, 0, 0, 0, 0, 0),
    ],
    'of signed numbers': [
      '(define n (instruction-read i64 0)) (require (<= 0 n 9)) (for (i (range n)) (sol_log_64_ 1 0 0 0 0))',
      withData(9, 0, 0, 0, 0, 0, 0, 0),
    ],
    'of loops downward': ['(define n 9) (while (> n 0) (decf n 2) (sol_log_64_ n 0 0 0 0))', nothing],
    'of functions that are called': [
      '(defun work (n) (for (i (range n)) (sol_log_64_ 1 0 0 0 0))) (for (i (range 2)) (work 3) (work 5) (work 8) (work 4))',
      nothing,
    ],
    'of hashes': ['(sol_log_pubkey (sha256 "some text that is hashed"))', nothing],
  };
  for (const [title, [text, request]] of Object.entries(cases)) {
    it(title, () => {
      const assembly = assemblyOf(text)!;
      const bound = boundOf(assembly);
      expect(bound).toMatchObject({ kind: 'bounded', units: measured(assembly, request) });
    });
  }
});

it('names what has no bound', () => {
  const reasons: Readonly<Record<string, string>> = {
    '(for (i (range (num-accounts))) (log "one"))': 'loop',
    '(define n (instruction-read u64 0)) (while (> n 1) (set! n (/ n 2)))': 'bounded',
    '(define n (instruction-read u64 0)) (while (!= n 1) (set! n (if (= (% n 2) 0) (/ n 2) (+ (* n 3) 1))))':
      'loop',
    '(while true)': 'loop',
    '(defun f (n) (if (< n 2) 1 (+ (f (- n 1)) (f (- n 2))))) (f (instruction-read u64 0))': 'recursion',
    '(log (string-at (instruction-data-ptr) (instruction-data-len)))': 'length',
    '(cpi system transfer :from 0 :to 1 :lamports 5)': 'call',
  };
  const found = Object.keys(reasons).map((text) => {
    const bound = boundOf(assemblyOf(text)!);
    return [text, bound.kind === 'bounded' ? bound.kind : bound.reason];
  });
  expect(Object.fromEntries(found)).toEqual(reasons);
});

describe('instructions', () => {
  const programId = 'Count3r1111111111111111111111111111111111111';
  const text = `
(define-program p
  (declare (id "${programId}"))
  (define-account Vault (authority pubkey) (count u64))
  (define-event Counted (count u64))
  (instruction one () (discriminator 0x010203) (log "one"))
  (instruction count ((times u8))
    (accounts (vault Vault :writable :has-one authority) (authority :signer))
    (for (i (range times)) (set! (. vault count) (+ (. vault count) 1)))
    (emit Counted :count (. vault count)))
  (instruction place ()
    (accounts (vault Vault :seeds ["vault" user] :writable) (user :signer))
    (set! (. vault count) 1)))`;
  const user = addressOf(1);
  const request = (data: Uint8Array, pubkey: string): Case => ({
    programId,
    data,
    accounts: [
      account(pubkey, { owner: programId, writable: true, data: record('Vault', key(user), [5, 8]) }),
      account(user, { signer: true }),
    ],
  });
  for (const level of [2, 's', 3, 1, 0] as const)
    it(`have bounds of their own at level ${level}`, () => {
      const assembly = assemblyOf(text, level)!;
      const most = (name: string): number => {
        const bound = boundOf(assembly, name);
        return bound.kind === 'bounded' ? bound.units : Infinity;
      };
      const one = new BoundSearch(assembly, syscalls, Uint8Array.of(3, 2, 1)).ofProgram();
      expect(one).toMatchObject({ units: measured(assembly, withData(3, 2, 1)) });
      expect(most('count')).toBe(measured(assembly, request(call('count', [255, 1]), addressOf(9))));
      const { address } = derived(programId, 'vault', key(user));
      const units = measured(assembly, request(call('place'), address))!;
      expect(most('place')).toBeGreaterThanOrEqual(units);
      // There are 255 bumps to be tried, each with a hash and a look at the curve.
      expect(most('place')).toBeLessThan(255 * 320);
    });
});

describe('no run takes more', () => {
  const counts = { bounded: 0, unbounded: 0 };
  const hold = (assembly: Assembly, request: Case, what: string): void => {
    const bound = boundOf(assembly);
    if (bound.kind === 'unbounded') {
      counts.unbounded++;
      return;
    }
    counts.bounded++;
    expect(measured(assembly, request) ?? 0, what).toBeLessThanOrEqual(bound.units);
  };

  it('of the programs of cases/run', () => {
    const directory = fileURLToPath(new URL('cases/run/', import.meta.url));
    for (const file of readdirSync(directory).filter((name) =>
      /^(aggregates|functions|loops|strings|programs)/.test(name),
    )) {
      if (!file.endsWith('.ovsm')) continue;
      for (const runCase of parseRunCases(readFileSync(directory + file, 'utf8')).slice(0, 12)) {
        const assembly = assemblyOf(runCase.text);
        const fixture = expected(runCase, 'fixture:')?.text;
        const data = expected(runCase, 'data:')?.text;
        const request = {
          ...(fixture ? exampleFixture(fixture) : nothing),
          ...(data !== undefined && { data: Uint8Array.from(Buffer.from(data.replaceAll(' ', ''), 'hex')) }),
        };
        if (assembly) hold(assembly, request, `${file}: ${runCase.title}`);
      }
    }
  });

  it('of random programs', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const { program, world } = generate(seed);
      const [level, arch] = (
        [
          [2, 'v3'],
          [0, 'v3'],
          ['s', 'v0'],
        ] as const
      )[seed % 3]!;
      const assembly = assemblyOf(programText(program), level, arch);
      if (assembly) hold(assembly, requestOf(world), `seed ${seed}`);
    }
  });

  it('and most have a bound', () => {
    expect(counts.bounded).toBeGreaterThan(2 * counts.unbounded);
  });
});
