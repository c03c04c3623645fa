// Logging: lines in the transaction's log, by Solana's log syscalls.
import { string, u64, unit } from '../grammar/signature.js';
import type { Value } from '../grammar/flow.js';
import type { FunctionForm, Lowering } from './form.js';
import { fixed } from './shapes.js';

/** The operands' first components, zeros up to five. */
function five(call: Lowering): readonly Value[] {
  return Array.from({ length: 5 }, (_, index) => call.operands[index]?.values[0] ?? call.builder.constant(0));
}

export const loggingForms: readonly FunctionForm[] = [
  fixed({
    name: 'log',
    aliases: ['sol_log_', 'msg'],
    parameters: [['message', string]],
    result: unit,
    doc: 'Writes a line to the log. 100 units, or one a byte if that is more.',
    example: '(log "hi") 1 ; => 1',
    lower({ builder, operands }) {
      builder.syscall('sol_log_', operands[0]!.values, true);
      return [];
    },
  }),
  fixed({
    name: 'sol_log_64_',
    aliases: ['sol_log_64'],
    parameters: [
      ['first', 'word'],
      ['second', 'word'],
      ['third', 'word'],
      ['fourth', 'word'],
      ['fifth', 'word'],
    ],
    optional: 4,
    result: unit,
    doc: 'Writes up to five numbers to the log, in hexadecimal. 100 units.',
    example: '(sol_log_64_ 1 2 3 4 5) 1 ; => 1',
    lower(call) {
      call.builder.syscall('sol_log_64_', five(call), true);
      return [];
    },
  }),
  fixed({
    name: 'sol_log_pubkey',
    parameters: [['key', 'word']],
    result: unit,
    doc: 'Writes a public key to the log, in base58. 100 units.',
    example: '(sol_log_pubkey (pubkey "11111111111111111111111111111111")) 1 ; => 1',
    lower({ builder, operands }) {
      builder.syscall('sol_log_pubkey', [operands[0]!.values[0]!], true);
      return [];
    },
  }),
  fixed({
    name: 'sol_log_compute_units_',
    aliases: ['log-units'],
    parameters: [],
    result: unit,
    doc: 'Writes the units that remain to the log. 100 units.',
    example: '(sol_log_compute_units_) 1 ; => 1',
    lower({ builder }) {
      builder.syscall('sol_log_compute_units_', [], true);
      return [];
    },
  }),
  fixed({
    name: 'sol_set_return_data',
    aliases: ['set-return-data'],
    parameters: [
      ['address', 'word'],
      ['length', u64],
    ],
    result: unit,
    doc: 'Sets the data the program returns, at most 1024 bytes. The last value of a program does this by itself.',
    lower({ builder, operands }) {
      builder.syscall(
        'sol_set_return_data',
        operands.map(({ values }) => values[0]!),
        true,
      );
      return [];
    },
  }),
];
