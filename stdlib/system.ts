// Calls of the system program (Agave: SystemInstruction, in bincode).
import { u64 } from '../grammar/signature.js';
import { callForms, type CallRow } from './calls.js';
import type { FunctionForm } from './form.js';

const program: CallRow['program'] = (b) => b.address(new Uint8Array(32));

const fixture = 'system.json';

const rows: readonly Omit<CallRow, 'program' | 'fixture'>[] = [
  {
    name: 'system-transfer',
    parameters: [
      ['from', { account: 'ws' }],
      ['to', { account: 'w' }],
      ['lamports', u64],
    ],
    data: [[2, 4], 'lamports'],
    doc: 'Moves lamports from an account that signed and that the system program owns, by calling that program. `from` and `to` are indices of accounts.',
    examples: [
      '(system-transfer 0 1 5000000) (account-lamports 1) ; => 6000000',
      '(system-transfer-signed 4 1 9 [["vault" (u8 251)]]) (account-lamports 1) ; => 1000009',
    ],
  },
  {
    name: 'system-create-account',
    parameters: [
      ['payer', { account: 'ws' }],
      ['new', { account: 'ws' }],
      ['lamports', u64],
      ['space', u64],
      ['owner', 'key'],
    ],
    data: [[0, 4], 'lamports', 'space', 'owner'],
    doc: 'Makes an account with lamports of the payer, `space` zeroed bytes and an owner, by calling the system program. `payer` and `new` are indices of accounts; both must have signed.',
    examples: [
      '(system-create-account 0 2 2000000 10 (program-id)) (account-data-len 2) ; => 10',
      '(system-create-account-signed 0 4 1 10 (program-id) [["vault" (u8 251)]]) ; => error: custom program error: 0x0',
    ],
  },
  {
    name: 'system-allocate',
    parameters: [
      ['account', { account: 'ws' }],
      ['space', u64],
    ],
    data: [[8, 4], 'space'],
    doc: 'Gives an account without data `space` zeroed bytes, by calling the system program. The account, named by its index, must have signed.',
    examples: [
      '(system-allocate 2 10) (account-data-len 2) ; => 10',
      '(system-allocate-signed 4 10 [["vault" (u8 251)]]) (account-data-len 4) ; => 10',
    ],
  },
  {
    name: 'system-assign',
    parameters: [
      ['account', { account: 'ws' }],
      ['owner', 'key'],
    ],
    data: [[1, 4], 'owner'],
    doc: 'Gives an account to another owner, by calling the system program. The account, named by its index, must have signed.',
    examples: [
      '(system-assign 0 (program-id)) (= (account-owner 0) (program-id)) ; => true',
      '(system-assign-signed 4 (program-id) [["vault" (u8 251)]]) (= (account-owner 4) (program-id)) ; => true',
    ],
  },
];

export const systemForms: readonly FunctionForm[] = rows.flatMap((row) =>
  callForms({ ...row, program, fixture }),
);
