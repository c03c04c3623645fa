// What a run of tests looks like: a line for each test, what is wrong with those that failed, and a summary.
import { diagnosticJson } from '../../report/json.js';
import { painter, type Paint } from '../../report/colours.js';
import { jsonLine } from '../json.js';
import { report } from '../report.js';
import type { Terminal } from '../terminal.js';
import type { TestReport } from './run-files.js';
import type { TestResult } from './run-test.js';

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

function testLine({ status, name, units }: TestResult, width: number, paint: Paint): string {
  const mark = status === 'passed' ? paint('hint', 'ok    ') : paint('error', 'FAILED');
  return `  ${mark}  ${name.padEnd(width)}  ${paint('frame', plural(units, 'unit'))}\n`;
}

function showText({ results, diagnostics }: TestReport, terminal: Terminal): void {
  const paint = painter(terminal.resultColour);
  const width = Math.max(0, ...results.map(({ name }) => name.length));
  report(diagnostics, terminal);
  let file: string | undefined;
  for (const result of results) {
    if (result.file !== file) terminal.result(`${paint('strong', result.file)}\n`);
    file = result.file;
    terminal.result(testLine(result, width, paint));
    report(result.diagnostics, terminal);
  }
  if (results.length === 0) return;
  const failed = results.filter(({ status }) => status === 'failed').length;
  const parts = [`${results.length - failed} passed`, ...(failed > 0 ? [`${failed} failed`] : [])];
  const units = results.reduce((sum, result) => sum + result.units, 0);
  terminal.result(`${paint(failed > 0 ? 'error' : 'hint', parts.join(', '))}, ${plural(units, 'unit')}\n`);
}

function showJson({ results, diagnostics, exitCode }: TestReport, terminal: Terminal): void {
  const tests = results.map((result) => ({
    file: result.file,
    name: result.name,
    status: result.status,
    units: result.units,
    diagnostics: result.diagnostics.map(diagnosticJson),
  }));
  const passed = results.filter(({ status }) => status === 'passed').length;
  terminal.result(
    jsonLine({
      status: exitCode === 0 ? 'ok' : 'error',
      passed,
      failed: results.length - passed,
      tests,
      diagnostics: diagnostics.map(diagnosticJson),
    }),
  );
}

export function showReport(shown: TestReport, json: boolean, terminal: Terminal): void {
  if (json) showJson(shown, terminal);
  else showText(shown, terminal);
}
