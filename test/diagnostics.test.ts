// The table of diagnostics: names and codes are unique across its families.
import { expect, it } from 'vitest';
import { diagnosticRows } from '../grammar/diagnostics.js';
import { checkRows } from '../grammar/diagnostics/check.js';
import { programRows } from '../grammar/diagnostics/program.js';
import { commandRows } from '../grammar/diagnostics/command.js';
import { expandRows } from '../grammar/diagnostics/expand.js';
import { emitRows } from '../grammar/diagnostics/emit.js';
import { machineRows } from '../grammar/diagnostics/machine.js';
import { readRows } from '../grammar/diagnostics/read.js';
import { testRows } from '../grammar/diagnostics/test.js';

const families = [readRows, expandRows, checkRows, programRows, emitRows, machineRows, commandRows, testRows];

it('no name hides another', () => {
  const names = families.flatMap((rows) => Object.keys(rows));
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

it('codes are unique', () => {
  const codes = Object.values(diagnosticRows).map(({ code }) => code);
  expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
});
