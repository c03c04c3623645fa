// All tests of some files: their results, and what keeps a file from being tested.
import { diagnose, type Diagnostic } from '../../../grammar/diagnostics.js';
import type { Source } from '../../../grammar/source.js';
import { CommandFailure, worstOf, type ExitCode } from '../failure.js';
import { displayName, readSource } from '../files.js';
import type { SubjectOptions } from '../run/subject.js';
import { Program, TestRun, type TestResult } from './run-test.js';
import { readTestFile } from './test-file.js';

export interface TestReport {
  readonly results: readonly TestResult[];
  /** What is wrong apart from single tests. */
  readonly diagnostics: readonly Diagnostic[];
  readonly exitCode: ExitCode;
}

export interface TestOptions extends SubjectOptions {
  /** Only tests whose names contain it. */
  readonly filter?: string;
}

function testSource(source: Source, { filter = '', ...options }: TestOptions): TestReport {
  const { file, diagnostics } = readTestFile(source);
  if (file === undefined) return { results: [], diagnostics, exitCode: 1 };
  const program = new Program(file, options);
  const chosen = file.tests.filter((test) => test.name.includes(filter));
  const results = chosen.map((test) => new TestRun(file, program, options).run(test));
  return { results, diagnostics, exitCode: results.some(({ status }) => status === 'failed') ? 1 : 0 };
}

/** Runs the tests of each file that `read` gives; one that cannot be read does not keep the others from being tested. */
export function runTests(
  files: readonly string[],
  read: (file: string) => Source,
  options: TestOptions,
): TestReport {
  const reports = files.map((file): TestReport => {
    try {
      return testSource(read(file), options);
    } catch (error) {
      if (!(error instanceof CommandFailure)) throw error;
      return { results: [], diagnostics: error.diagnostics, exitCode: error.exitCode };
    }
  });
  const results = reports.flatMap((report) => report.results);
  const diagnostics = reports.flatMap((report) => report.diagnostics);
  const exitCode = worstOf(reports.map((one) => one.exitCode));
  if (results.length > 0 || exitCode > 0) return { results, diagnostics, exitCode };
  const { filter } = options;
  const hint =
    filter === undefined
      ? 'a test is written `(deftest name ...)`'
      : `no name of a test contains "${filter}"`;
  const names = files.map((file) => `\`${displayName(file)}\``).join(', ');
  const none = diagnose('noTests', undefined, { files: names, hint });
  return { results, diagnostics: [...diagnostics, none], exitCode: 1 };
}

export const runFiles = (files: readonly string[], options: TestOptions): TestReport =>
  runTests(files, (file) => readSource(file, 'test'), options);
