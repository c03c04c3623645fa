// Sysvars: what the cluster tells of time, of rent, and of the instructions of the transaction.
import { decodeAddress } from '../grammar/base58.js';
import { i64, u16, u64, unit, type Type } from '../grammar/signature.js';
import { input } from '../grammar/memory.js';
import type { Value } from '../grammar/flow.js';
import type { FlowBuilder } from './builder.js';
import type { FunctionForm, Lowering } from './form.js';
import { keyWords, requireKey } from './keys.js';
import { fixed, type Parameter } from './shapes.js';

const entry = input.account;

const keys = {
  clock: decodeAddress('SysvarC1ock11111111111111111111111111111111')!,
  rent: decodeAddress('SysvarRent111111111111111111111111111111111')!,
  instructions: decodeAddress('Sysvar1nstructions1111111111111111111111111')!,
} as const;

/** Offsets in the clock (Agave: Clock) and in the rent (Agave: Rent), in memory as in their accounts. */
const clock = { size: 40, slot: 0, epoch: 16, unixTimestamp: 32 } as const;
const rent = { size: 24, lamportsPerByte: 0, threshold: 8 } as const;

const account: Parameter = ['account', 'account'];

/** The address of a sysvar's data: from its account, which must be the sysvar's, or asked of the cluster. */
function sysvarData(
  b: FlowBuilder,
  name: 'clock' | 'rent',
  account: Value | undefined,
): readonly [address: Value, offset: number] {
  if (account !== undefined) return [sysvarAccount(b, name, account), entry.data];
  const place = b.slot({ clock, rent }[name].size);
  b.syscall(`sol_get_${name}_sysvar`, [place], true);
  return [place, 0];
}

function sysvarAccount(b: FlowBuilder, name: keyof typeof keys, account: Value): Value {
  requireKey(b, account, entry.key, keys[name], 'InvalidArgument', `the account is not the ${name} sysvar`);
  return account;
}

interface ClockRow {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly result: Type;
  readonly field: Exclude<keyof typeof clock, 'size'>;
  readonly doc: string;
  readonly example: string;
}

const clockForm = ({ field, doc, ...row }: ClockRow): FunctionForm =>
  fixed({
    ...row,
    parameters: [account],
    optional: 1,
    doc: `${doc} With the clock sysvar's account, or its index, it is read there; without, the cluster is asked, for 140 units.`,
    fixture: 'clock.json',
    lower({ builder: b, operands }) {
      const [address, offset] = sysvarData(b, 'clock', operands[0]?.values[0]);
      return [b.load(8, address, offset + clock[field])];
    },
  });

/** Bytes every account is counted for beyond its data (Agave: ACCOUNT_STORAGE_OVERHEAD), and the most it may hold. */
const storageOverhead = 128;
const maximumData = 10 * 1024 * 1024;

/** The floating-point thresholds that have been in use, as they lie in memory. */
const thresholds = { one: 0x3ff0000000000000n, two: 0x4000000000000000n } as const;

/** Agave: Rent::minimum_balance, which multiplies by a floating-point number; sBPF has none. */
function minimumBalance(b: FlowBuilder, address: Value, offset: number, size: Value): Value {
  b.failIf('ugt', size, b.constant(maximumData), 'InvalidArgument', 'no account holds so much data');
  const total = b.binaryWith('add', size, storageOverhead);
  const price = b.binary('mul', total, b.load(8, address, offset + rent.lamportsPerByte));
  const threshold = b.load(8, address, offset + rent.threshold);
  const result = b.cell();
  const [doubled, after] = [b.block(), b.block()];
  b.write(result, price);
  b.branch('eq', threshold, b.constant(thresholds.one), after, doubled);
  b.enterSealed(doubled);
  const reason = 'the rent has an unknown threshold';
  b.failIf('ne', threshold, b.constant(thresholds.two), 'UnsupportedSysvar', reason);
  b.write(result, b.binary('add', price, price));
  b.jump(after);
  b.enterSealed(after);
  return b.read(result);
}

/** The index of the present instruction stands in the last two bytes (Agave: instructions sysvar). */
function currentInstruction(b: FlowBuilder, account: Value): Value {
  const end = b.binary('add', account, b.load(8, account, entry.dataLength));
  return b.load(2, end, entry.data - 2);
}

/**
 * Agave: instructions sysvar. A count, offsets of the instructions, and for each a count of accounts, 33 bytes for each
 * of them, and the program.
 */
function requireOwnInstruction(b: FlowBuilder, account: Value): void {
  const current = b.binaryWith('shl', currentInstruction(b, account), 1);
  const offset = b.load(2, b.binary('add', account, current), entry.data + 2);
  const instruction = b.binary('add', account, offset);
  const accounts = b.binaryWith('mul', b.load(2, instruction, entry.data), 33);
  const program = b.binary('add', instruction, accounts);
  const data = b.instructionData();
  const own = b.binary('add', data, b.load(8, data, -8, true));
  for (const word of keyWords) {
    const found = b.load(8, program, entry.data + 2 + word);
    b.failIf('ne', found, b.load(8, own, word), 'InvalidArgument', 'another program called this one');
  }
}

function introspection(
  name: string,
  doc: string,
  example: string,
  read: (b: FlowBuilder, account: Value) => Value,
): FunctionForm {
  return fixed({
    name,
    parameters: [account],
    result: u16,
    doc: `${doc} The account, or index, is that of the instructions sysvar.`,
    example,
    fixture: 'sysvars.json',
    lower: ({ builder: b, operands }: Lowering) => [
      read(b, sysvarAccount(b, 'instructions', operands[0]!.values[0]!)),
    ],
  });
}

export const sysvarForms: readonly FunctionForm[] = [
  clockForm({
    name: 'get-slot',
    aliases: ['clock-slot'],
    result: u64,
    field: 'slot',
    doc: 'The current slot.',
    example: '(get-slot) ; => 250000000',
  }),
  clockForm({
    name: 'get-epoch',
    aliases: ['clock-epoch'],
    result: u64,
    field: 'epoch',
    doc: 'The current epoch.',
    example: '(get-epoch) ; => 0',
  }),
  clockForm({
    name: 'get-clock-timestamp',
    aliases: ['clock-unix-timestamp'],
    result: i64,
    field: 'unixTimestamp',
    doc: 'The time of the cluster in seconds since 1970.',
    example: '(get-clock-timestamp) ; => 1700000000',
  }),
  fixed({
    name: 'rent-minimum-balance',
    parameters: [account, ['size', 'integer']],
    result: u64,
    doc: 'The fewest lamports that keep an account with `size` bytes of data alive. The account, or index, is that of the rent sysvar; `minimum-balance` asks the cluster.',
    example: '(rent-minimum-balance 1 165) ; => 2039280',
    fixture: 'sysvars.json',
    lower({ builder: b, operands: [account, size] }) {
      return [minimumBalance(b, ...sysvarData(b, 'rent', account!.values[0]!), size!.values[0]!)];
    },
  }),
  fixed({
    name: 'minimum-balance',
    parameters: [['size', 'integer']],
    result: u64,
    doc: 'The fewest lamports that keep an account with `size` bytes of data alive, as the cluster says, for 124 units.',
    example: '(minimum-balance 165) ; => 2039280',
    lower({ builder: b, operands: [size] }) {
      return [minimumBalance(b, ...sysvarData(b, 'rent', undefined), size!.values[0]!)];
    },
  }),
  introspection(
    'instruction-count',
    'How many instructions the transaction has.',
    '(instruction-count 2) ; => 1',
    (b, account) => b.load(2, account, entry.data),
  ),
  introspection(
    'current-instruction-index',
    'Which instruction of the transaction runs, from 0.',
    '(current-instruction-index 2) ; => 0',
    currentInstruction,
  ),
  fixed({
    name: 'assert-not-cpi',
    parameters: [account],
    optional: 1,
    result: unit,
    doc: "Fails with InvalidArgument if another program called this one. With the instructions sysvar's account, or its index, the transaction is looked at; without, the height of the call stack, for 100 units.",
    example: '(assert-not-cpi) 1 ; => 1\n(assert-not-cpi 2) 1 ; => 1',
    fixture: 'sysvars.json',
    lower({ builder: b, operands }) {
      const account = operands[0]?.values[0];
      if (account !== undefined) requireOwnInstruction(b, sysvarAccount(b, 'instructions', account));
      else {
        const height = b.syscall('sol_get_stack_height', []);
        b.failIf('ne', height, b.constant(1), 'InvalidArgument', 'another program called this one');
      }
      return [];
    },
  }),
];
