// Accounts and instruction data: the fields of the serialized input, by account index; duplicates are resolved.
import { input, inputStart } from '../grammar/memory.js';
import type { ProgramErrorName } from '../grammar/program-errors.js';
import type { Size, Value } from '../grammar/flow.js';
import { bool, maximumOf, pubkey, u64, unit, type Type } from '../grammar/signature.js';
import type { FlowBuilder } from './builder.js';
import { bytesOf } from '../grammar/layout.js';
import { only, type Checker, type Draft, type FunctionForm, type Lowering } from './form.js';
import { keyWord, keyWords } from './keys.js';
import { loadTyped, storedType, storeTyped } from './memory.js';
import { checkArity, checkInteger, fixed, type Parameter } from './shapes.js';
import type { ListSyntax } from '../grammar/syntax.js';

const entry = input.account;
const greatest = maximumOf(u64);

/** Agave: MAX_INSTRUCTION_ACCOUNTS; a duplicate is marked by a byte below `input.unique`. */
const greatestIndex = 254n;

const index: Parameter = ['index', 'integer'];
/** What the examples run with. */
const fixture = 'two-accounts.json';

function field(b: FlowBuilder, account: Value, size: Size, offset: number): Value {
  return b.load(size, account, offset);
}

function accountOf(call: Lowering): Value {
  return call.builder.account(only(call, 0));
}

const flag = (
  name: string,
  alias: string | undefined,
  offset: number,
  doc: string,
  example: string,
): FunctionForm =>
  fixed({
    name,
    ...(alias && { aliases: [alias] }),
    parameters: [index],
    result: bool,
    doc,
    example,
    fixture,
    lower: (call) => [field(call.builder, accountOf(call), 1, offset)],
  });

const number = (name: string, offset: number, doc: string, example: string): FunctionForm =>
  fixed({
    name,
    parameters: [index],
    result: u64,
    doc,
    example,
    fixture,
    lower: (call) => [field(call.builder, accountOf(call), 8, offset)],
  });

const place = (name: string, result: Type, offset: number, doc: string, example: string): FunctionForm =>
  fixed({
    name,
    parameters: [index],
    result,
    doc,
    example,
    fixture,
    lower: (call) => [call.builder.binaryWith('add', accountOf(call), offset)],
  });

const assertFlag = (
  name: string,
  offset: number,
  error: ProgramErrorName,
  reason: string,
  example: string,
): FunctionForm =>
  fixed({
    name,
    parameters: [index],
    result: unit,
    doc: `Fails with ${error} unless the account is ${reason}.`,
    example,
    fixture,
    lower(call) {
      const b = call.builder;
      // The runtime writes 0 or 1; asked for one value, the byte can be tested together with its neighbour.
      b.failIf(
        'ne',
        field(b, accountOf(call), 1, offset),
        b.constant(1),
        error,
        `the account is not ${reason}`,
      );
      return [];
    },
  });

/** Fails unless `offset + size <= length`; offsets so large that the sum wraps fail too. */
function checkBounds(
  call: Lowering,
  length: Value,
  offset: { readonly value: Value; readonly constant: bigint | undefined },
  size: number,
  error: ProgramErrorName,
  reason: string,
): void {
  const b = call.builder;
  if (offset.constant !== undefined) {
    // No length reaches the greatest number, so an end beyond it always fails.
    const end = offset.constant + BigInt(size);
    b.failIf('ult', length, b.constant(end < greatest ? end : greatest), error, reason);
    return;
  }
  const end = b.binaryWith('add', offset.value, size);
  b.failIf('ult', length, end, error, reason);
  b.failIf('ult', end, b.constant(size), error, reason);
}

function offsetOf(call: Lowering, at: number): { value: Value; constant: bigint | undefined } {
  const { source, values } = call.operands[at]!;
  const constant = source.kind === 'integer' ? BigInt.asUintN(64, source.value) : undefined;
  return { value: values[0]!, constant };
}

/** A base address with a checked offset, as address and constant part. */
function at(
  b: FlowBuilder,
  base: Value,
  start: number,
  offset: ReturnType<typeof offsetOf>,
): readonly [Value, number] {
  if (offset.constant !== undefined && offset.constant + BigInt(start) < 32_700n) {
    return [base, start + Number(offset.constant)];
  }
  return [b.binary('add', base, offset.value), start];
}

/** Address of the account's data at a bounds-checked offset. */
function accountData(call: Lowering, type: Type): readonly [Value, number] {
  const b = call.builder;
  const account = accountOf(call);
  const offset = offsetOf(call, 1);
  const length = field(b, account, 8, entry.dataLength);
  checkBounds(call, length, offset, bytesOf(type), 'AccountDataTooSmall', 'the account has too little data');
  return at(b, account, entry.data, offset);
}

function checkTyped(
  form: ListSyntax,
  row: FunctionForm,
  checker: Checker,
  operands: number,
): { type: Type; drafts: Draft[] } | undefined {
  if (!checkArity(form, row, checker, operands)) return undefined;
  const type = storedType(form, checker);
  const drafts = form.items.slice(2).map((operand, position) => {
    if (row.name === 'account-write' && position === 2) return checker.expression(operand);
    const isIndex = row.name !== 'instruction-read' && position === 0;
    return checkInteger(checker, operand, `the ${isIndex ? 'index' : 'offset'} of \`${row.name}\``);
  });
  return type && { type, drafts };
}

const accountRead: FunctionForm = {
  kind: 'function',
  name: 'account-read',
  signature: '(account-read type index offset)',
  doc: 'The value of a type in the data of an account. Fails with AccountDataTooSmall beyond its end.',
  example: '(account-read u16 0 1) ; => 770',
  fixture,
  check(form, checker) {
    const checked = checkTyped(form, accountRead, checker, 3);
    if (!checked) return checker.wrong(form.span);
    const { type, drafts } = checked;
    return { kind: 'apply', form: 'account-read', arguments: drafts, of: type, type, span: form.span };
  },
  lower: (call) => loadTyped(call.builder, call.type, ...accountData(call, call.type)),
};

const accountWrite: FunctionForm = {
  kind: 'function',
  name: 'account-write',
  signature: '(account-write type index offset value)',
  doc: 'Writes a value of a type into the data of an account. Fails with AccountDataTooSmall beyond its end.',
  example: '(account-write u32 0 2 7) (account-read u64 0 0) ; => 578431077140857345',
  fixture,
  check(form, checker) {
    const checked = checkTyped(form, accountWrite, checker, 4);
    if (!checked) return checker.wrong(form.span);
    const { type, drafts } = checked;
    const value = checker.expect(drafts[2]!, type, 'the value of `account-write`');
    const operands = [drafts[0]!, drafts[1]!, value];
    return {
      kind: 'apply',
      form: 'account-write',
      arguments: operands,
      of: type,
      type: unit,
      span: form.span,
    };
  },
  lower(call) {
    const [address, offset] = accountData(call, call.of!);
    storeTyped(call.builder, call.of!, address, offset, call.operands[2]!.values);
    return [];
  },
};

const instructionRead: FunctionForm = {
  kind: 'function',
  name: 'instruction-read',
  signature: '(instruction-read type offset)',
  doc: 'The value of a type in the instruction data. Fails with InvalidInstructionData beyond its end.',
  example: '(instruction-read u16 2) ; => 3340',
  fixture,
  check(form, checker) {
    const checked = checkTyped(form, instructionRead, checker, 2);
    if (!checked) return checker.wrong(form.span);
    const { type, drafts } = checked;
    return { kind: 'apply', form: 'instruction-read', arguments: drafts, of: type, type, span: form.span };
  },
  lower(call) {
    const b = call.builder;
    const data = b.instructionData();
    const offset = offsetOf(call, 0);
    const reason = 'the instruction data is too short';
    checkBounds(call, b.load(8, data, -8), offset, bytesOf(call.type), 'InvalidInstructionData', reason);
    return loadTyped(b, call.type, ...at(b, data, 0, offset));
  },
};

const assertOwner = fixed({
  name: 'assert-owner',
  parameters: [index, ['owner', pubkey]],
  result: unit,
  doc: 'Fails with InvalidAccountOwner unless the account is owned by the program given.',
  example: '(assert-owner 1 (program-id)) ; => error: Invalid account owner',
  fixture,
  lower(call) {
    const b = call.builder;
    const account = accountOf(call);
    const owner = call.operands[1]!;
    for (const word of keyWords) {
      const { source, values } = owner;
      const wanted =
        source.kind === 'pubkey' ? b.constant(keyWord(source.bytes, word)) : b.load(8, values[0]!, word);
      const found = field(b, account, 8, entry.owner + word);
      b.failIf('ne', found, wanted, 'InvalidAccountOwner', 'the account has another owner');
    }
    return [];
  },
});

/** An index that must be known when the program is compiled, so that what lies behind the account is known too. */
const assertUnique: FunctionForm = {
  kind: 'function',
  name: 'assert-unique',
  signature: '(assert-unique index)',
  doc: 'Fails with AccountBorrowFailed if the account repeats one named before. From then on its fields are read without looking for the account it repeats. The index is a literal.',
  check(form, checker) {
    if (!checkArity(form, assertUnique, checker, 1)) return checker.wrong(form.span);
    const index = form.items[1]!;
    if (index.kind !== 'integer' || index.value < 0n || index.value > greatestIndex) {
      checker.diagnostics.report('malformedForm', index.span, {
        form: 'assert-unique',
        problem: `the index must be an integer literal from 0 to ${greatestIndex}`,
        signature: assertUnique.signature,
      });
      return checker.wrong(form.span);
    }
    const draft = checker.expect(checker.expression(index), u64, 'the index');
    return { kind: 'apply', form: 'assert-unique', arguments: [draft], type: unit, span: form.span };
  },
  lower(call) {
    call.builder.account(only(call, 0), true);
    return [];
  },
};

const assertDataLength = fixed({
  name: 'assert-data-len',
  parameters: [index, ['length', u64]],
  result: unit,
  doc: 'Fails with InvalidAccountData unless the data of the account has that length. Where the length is a literal, what lies behind the account is found without reading it again.',
  lower(call) {
    const b = call.builder;
    const length = field(b, accountOf(call), 8, entry.dataLength);
    b.failIf('ne', length, only(call, 1), 'InvalidAccountData', 'the data of the account has another length');
    return [];
  },
});

export const accountForms: readonly FunctionForm[] = [
  fixed({
    name: 'accounts',
    parameters: [],
    result: u64,
    doc: 'The address of the input: the number of accounts, the accounts, the instruction data, the program. The name alone is the same.',
    example: '(= (mem-load accounts) (num-accounts)) ; => true',
    fixture,
    named: true,
    lower: ({ builder }) => [builder.constant(inputStart)],
  }),
  fixed({
    name: 'num-accounts',
    parameters: [],
    result: u64,
    doc: 'How many accounts the instruction names, duplicates counted.',
    example: '(num-accounts) ; => 0',
    lower: ({ builder }) => [builder.load(8, builder.constant(inputStart), 0, true)],
  }),
  number(
    'account-lamports',
    entry.lamports,
    'The lamports of an account.',
    '(account-lamports 0) ; => 5000000',
  ),
  fixed({
    name: 'set-lamports',
    parameters: [index, ['lamports', u64]],
    result: unit,
    doc: 'Sets the lamports of an account. The runtime refuses the instruction if lamports appear or vanish, or leave an account another program owns.',
    example:
      '(set-lamports 0 1) ; => error: sum of account balances before and after instruction do not match',
    fixture,
    lower(call) {
      call.builder.store(8, accountOf(call), entry.lamports, only(call, 1));
      return [];
    },
  }),
  number(
    'account-data-len',
    entry.dataLength,
    'The length of the data of an account in bytes.',
    '(account-data-len 0) ; => 21',
  ),
  place(
    'account-data-ptr',
    u64,
    entry.data,
    'The address of the data of an account.',
    '(mem-load1 (account-data-ptr 0) 3) ; => 4',
  ),
  place(
    'account-pubkey',
    pubkey,
    entry.key,
    'The address (public key) of an account.',
    '(account-pubkey 1) ; => TransferLamports111111111111111111111111113',
  ),
  place(
    'account-owner',
    pubkey,
    entry.owner,
    'The program that owns an account.',
    '(account-owner 1) ; => 11111111111111111111111111111111',
  ),
  flag(
    'account-is-signer',
    'is-signer',
    entry.signer,
    'Whether the account signed the transaction.',
    '(account-is-signer 1) ; => true',
  ),
  flag(
    'account-is-writable',
    'is-writable',
    entry.writable,
    'Whether the instruction may change the account.',
    '(account-is-writable 1) ; => false',
  ),
  flag(
    'account-executable',
    undefined,
    entry.executable,
    'Whether the account holds a program.',
    '(account-executable 0) ; => false',
  ),
  assertFlag(
    'assert-signer',
    entry.signer,
    'MissingRequiredSignature',
    'a signer',
    '(assert-signer 0) ; => error: missing required signature for instruction',
  ),
  assertFlag(
    'assert-writable',
    entry.writable,
    'Immutable',
    'writable',
    '(assert-writable 1) ; => error: Account is immutable',
  ),
  assertOwner,
  assertUnique,
  assertDataLength,
  accountRead,
  accountWrite,
  fixed({
    name: 'instruction-data-len',
    parameters: [],
    result: u64,
    doc: 'The length of the instruction data in bytes.',
    example: '(instruction-data-len) ; => 0',
    lower: ({ builder }) => [builder.load(8, builder.instructionData(), -8, true)],
  }),
  fixed({
    name: 'instruction-data-ptr',
    aliases: ['instruction-data'],
    named: true,
    parameters: [],
    result: u64,
    doc: 'The address of the instruction data. The name alone is the same.',
    example: '(mem-load1 (instruction-data-ptr) 1) ; => 11',
    fixture,
    lower: ({ builder }) => [builder.instructionData()],
  }),
  instructionRead,
  fixed({
    name: 'program-id',
    parameters: [],
    result: pubkey,
    doc: 'The address of the program that runs; it follows the instruction data. The name alone is the same.',
    example:
      '(program-id) ; => TransferLamports111111111111111111111111111\n(= program-id (account-owner 0)) ; => true',
    named: true,
    fixture,
    lower({ builder: b }) {
      const data = b.instructionData();
      return [b.binary('add', data, b.load(8, data, -8, true))];
    },
  }),
];
