// Control: syscalls that end the program or tell where in the transaction it stands.
import { flat, linear, linearUnits } from '../../grammar/costs.js';
import { inputParameter, integerParameter, lengthParameter, outputParameter } from '../../grammar/syscall.js';
import type { SyscallRow } from './syscall.js';
import { consume, refusal, refusalWith } from './syscall.js';
import { textAt } from './translate.js';

const panicCost = linear('length', {});
const heightCost = flat(100);
const siblingCost = flat(100);

export const controlSyscalls = [
  {
    name: 'abort',
    parameters: [],
    doc: 'Ends the program as failed.',
    cost: flat(0),
    specification: 'Agave: SyscallAbort',
    noReturn: true,
    run: () => {
      throw refusal('Abort');
    },
  },
  {
    name: 'sol_panic_',
    parameters: [
      inputParameter('file'),
      lengthParameter('length'),
      integerParameter('line'),
      integerParameter('column'),
    ],
    doc: 'Ends the program as failed and tells a place of its source.',
    cost: panicCost,
    specification: 'Agave: SyscallPanic',
    noReturn: true,
    run: ({ memory, meter }, file, length, line, column) => {
      consume(meter, linearUnits(panicCost, length));
      const name = textAt(memory, file, length);
      throw refusalWith('Panic', `SBF program Panicked in ${name} at ${line}:${column}`);
    },
  },
  {
    name: 'sol_get_stack_height',
    parameters: [],
    doc: 'r0 is how deep the instruction is nested: 1 for one of the transaction, more for one that a program invoked.',
    cost: heightCost,
    specification: 'Agave: SyscallGetStackHeight',
    run: ({ meter }) => {
      consume(meter, heightCost.units);
      return 1n;
    },
  },
  {
    name: 'sol_get_processed_sibling_instruction',
    parameters: [
      integerParameter('index'),
      outputParameter('meta'),
      outputParameter('program'),
      outputParameter('data'),
      outputParameter('accounts'),
    ],
    doc:
      'Writes what instruction was executed before this one on the same level, counted back by `index`. ' +
      'r0 is 1, or 0 if there was none.',
    cost: siblingCost,
    specification: 'Agave: SyscallGetProcessedSiblingInstruction',
    run: ({ meter }) => {
      consume(meter, siblingCost.units);
      // An instruction executed by itself has no siblings.
      return 0n;
    },
  },
] as const satisfies readonly SyscallRow[];
