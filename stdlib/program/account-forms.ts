// What can be asked of an account: its address, lamports, owner, data and rights.
import { input } from '../../grammar/memory.js';
import { bool, bytes, pubkey, u64, u8, type Type } from '../../grammar/signature.js';
import { only, type FunctionForm } from '../form.js';
import { prune } from '../inferred.js';
import { checkAccount, checkArity } from '../shapes.js';
import { apply } from './drafts.js';
import { demandWritable } from './fields.js';

const entry = input.account;

interface Row {
  readonly name: string;
  readonly result: Type;
  readonly doc: string;
  readonly example: string;
  readonly lower: FunctionForm['lower'];
  readonly assign?: NonNullable<FunctionForm['assign']>;
}

function accountForm({ name, result, assign, ...row }: Row): FunctionForm {
  const form: FunctionForm = {
    kind: 'function',
    name,
    signature: `(${name} account)`,
    fixture: 'two-accounts.json',
    ...row,
    ...(assign && { assign }),
    check(list, checker) {
      if (!checkArity(list, form, checker, 1)) return checker.wrong(list.span);
      const account = checkAccount(list.items[1]!, `the account of \`${name}\``, checker);
      return apply(name, [account], result, list.span);
    },
  };
  return form;
}

const flag = (name: string, offset: number, doc: string, example: string): FunctionForm =>
  accountForm({
    name,
    result: bool,
    doc,
    example,
    lower: (call) => [call.builder.load(1, only(call, 0), offset)],
  });

const address = (name: string, offset: number, doc: string, example: string): FunctionForm =>
  accountForm({
    name,
    result: pubkey,
    doc,
    example,
    lower: (call) => [call.builder.binaryWith('add', only(call, 0), offset)],
  });

const lamports = accountForm({
  name: 'lamports',
  result: u64,
  doc: 'The lamports of an account. `(set! (lamports account) n)` changes them; the runtime refuses the instruction if lamports appear or vanish, or leave an account that another program owns.',
  example: '(lamports 0) ; => 5000000',
  lower: (call) => [call.builder.load(8, only(call, 0), entry.lamports)],
  assign(form, value, checker) {
    if (!checkArity(form, lamports, checker, 1)) return checker.wrong(form.span);
    const account = checkAccount(form.items[1]!, 'the account of `lamports`', checker);
    const draft = checker.expect(checker.expression(value), u64, 'the new lamports');
    if (!demandWritable(account, checker)) return checker.wrong(form.span);
    return apply('set-account-lamports', [account, draft], u64, form.span);
  },
});

/** The bump that an account's seeds were found with. */
const bump: FunctionForm = {
  kind: 'function',
  name: 'bump',
  signature: '(bump account)',
  doc: 'The bump of an account that is declared with `:seeds`: the one given by `:bump`, or the greatest that gives an address.',
  check(form, checker) {
    if (!checkArity(form, bump, checker, 1)) return checker.wrong(form.span);
    const draft = checker.expression(form.items[1]!);
    if (prune(draft.type).kind === 'never') return draft;
    const declared = draft.kind === 'variable' ? checker.program?.seeds.get(draft.variable) : undefined;
    if (declared) return checker.expect(declared.bump.read(), u8, 'the bump');
    checker.diagnostics.report('noSeeds', form.items[1]!.span, {});
    return checker.wrong(form.span);
  },
  lower: () => [],
};

export const declaredAccountForms: readonly FunctionForm[] = [
  address(
    'key',
    entry.key,
    'The address of an account of the instruction.',
    '(key 1) ; => TransferLamports111111111111111111111111113',
  ),
  address(
    'owner',
    entry.owner,
    'The program that owns an account.',
    '(owner 1) ; => 11111111111111111111111111111111',
  ),
  lamports,
  accountForm({
    name: 'data',
    result: bytes,
    doc: 'The data of an account, all of it, as bytes that are read where they lie.',
    example: '(get (data 0) 3) ; => 4',
    lower(call) {
      const account = only(call, 0);
      return [
        call.builder.binaryWith('add', account, entry.data),
        call.builder.load(8, account, entry.dataLength),
      ];
    },
  }),
  accountForm({
    name: 'data-length',
    result: u64,
    doc: 'How many bytes of data an account has.',
    example: '(data-length 0) ; => 21',
    lower: (call) => [call.builder.load(8, only(call, 0), entry.dataLength)],
  }),
  flag('signer?', entry.signer, 'Whether an account signed the transaction.', '(signer? 1) ; => true'),
  flag(
    'writable?',
    entry.writable,
    'Whether the instruction may change an account.',
    '(writable? 1) ; => false',
  ),
  flag('executable?', entry.executable, 'Whether an account holds a program.', '(executable? 0) ; => false'),
  bump,
];
