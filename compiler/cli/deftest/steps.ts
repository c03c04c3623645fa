// What the forms of a test that are about its bank do; assertions are about code and stand elsewhere.
import { diagnose, type Diagnostic } from '../../../grammar/diagnostics.js';
import type { AccountMention } from '../../../grammar/fixture.js';
import { closest } from '../../../grammar/suggest.js';
import type { ListSyntax, Syntax } from '../../../grammar/syntax.js';
import { headOf } from '../../../grammar/syntax.js';
import type { TestFormName } from '../../../stdlib/test-forms.js';
import { systemProgram } from '../../../runtime/bank/account.js';
import { expectedError } from './expected-error.js';
import type { OperandReader } from './operands.js';
import type { TestRun } from './run-test.js';
import { addressOf, type Called } from './world.js';

/** Does a step; what it reports ends the test. */
export type Step = (form: ListSyntax, run: TestRun, reader: OperandReader) => readonly Diagnostic[];

/** Lamports of an account without data that is given none. */
const defaultLamports = 1_000_000_000n;

const account: Step = (form, { world }, reader) => {
  const { positional, keywords } = reader.operands(form);
  const [name, extra] = positional;
  if (extra) reader.wrong(extra, 'the account', 'one name', 'more');
  if (name?.kind !== 'symbol')
    reader.wrong(name ?? form, 'the account', 'a name', name ? 'none' : 'left out');
  const [data, owner, address] = ['data', 'owner', 'address'].map((key) => keywords.get(key));
  const size = reader.natural(keywords.get('size'), ':size', form);
  const bytes = data ? reader.bytes(data, ':data', form) : undefined;
  const isProgram =
    owner !== undefined && owner !== true && owner.kind === 'symbol' && owner.name === 'program';
  const ownerAddress = isProgram
    ? world.addressNamed('program')
    : owner && reader.address(owner, ':owner', form);
  const lamports = reader.natural(keywords.get('lamports'), ':lamports', form);
  const given = address && reader.address(address, ':address', form);
  if (reader.failed || name?.kind !== 'symbol') return reader.diagnostics;
  const content = new Uint8Array(Math.max(Number(size ?? 0n), bytes?.length ?? 0));
  if (bytes) content.set(bytes);
  const rentExempt = world.bank.minimumBalanceForRentExemption(content.length);
  world.add(name.name, {
    pubkey: given ?? addressOf(name.name),
    lamports: lamports ?? (content.length > 0 ? rentExempt : defaultLamports),
    owner: ownerAddress ?? systemProgram,
    data: content,
    executable: false,
  });
  return [];
};

const warp: Step = (form, { world }, reader) => {
  const { positional, keywords } = reader.operands(form);
  const slot = reader.natural(positional[0], 'the slot', form);
  const unixTimestamp = reader.natural(keywords.get('time'), ':time', form);
  if (!reader.failed)
    world.warp({
      ...(slot !== undefined && { slot }),
      ...(unixTimestamp !== undefined && { unixTimestamp }),
    });
  return reader.diagnostics;
};

function mention(form: Syntax, { world }: TestRun, reader: OperandReader): AccountMention | undefined {
  const [who, ...flags] = form.kind === 'list' ? form.items : [form];
  const rights = flags.map((flag) => (flag.kind === 'keyword' ? flag.name : ''));
  const odd = rights.findIndex((right) => right !== 'signer' && right !== 'writable');
  if (odd >= 0) return reader.wrong(flags[odd]!, 'a right', '`:signer` or `:writable`', 'something else');
  const [signer, writable] = [rights.includes('signer'), rights.includes('writable')];
  if (who === undefined || who.kind !== 'symbol') {
    const address = reader.address(who ?? true, 'an account', form);
    return address === undefined ? undefined : { pubkey: address, signer, writable };
  }
  const pubkey = world.addressNamed(who.name);
  if (pubkey !== undefined) return { pubkey, signer, writable };
  const near = closest(who.name, world.names);
  const suggestion =
    near === undefined ? `make it with \`(account ${who.name})\`` : `did you mean \`${near}\`?`;
  reader.diagnostics.push(diagnose('unknownAccount', who.span, { name: who.name, suggestion }));
  return undefined;
}

/** Makes a call; undefined after a message. */
function makeCall(form: ListSyntax, run: TestRun, reader: OperandReader): Called | undefined {
  const { positional, keywords } = reader.operands(form);
  if (positional[0])
    return reader.wrong(positional[0], 'the call', 'written with keywords only', 'an operand');
  const listed = keywords.get('accounts');
  const isList =
    listed !== undefined && listed !== true && (listed.kind === 'list' || listed.kind === 'array');
  if (listed !== undefined && !isList) reader.wrong(form, ':accounts', 'a list of accounts', 'none');
  const accounts = isList ? listed.items.map((item) => mention(item, run, reader)) : [];
  const data = keywords.get('data');
  const bytes = data === undefined ? new Uint8Array() : reader.bytes(data, ':data', form);
  const limit = reader.natural(keywords.get('max-units'), ':max-units', form);
  if (reader.failed) return undefined;
  const known = accounts.filter((item) => item !== undefined);
  const called = run.called(form, run.world.call(known, bytes ?? new Uint8Array()));
  const { units } = called.outcome;
  if (limit !== undefined && BigInt(units) > limit)
    reader.diagnostics.push(diagnose('testUnits', form.span, { units, limit }));
  return reader.failed ? undefined : called;
}

const call: Step = (form, run, reader) => {
  const called = makeCall(form, run, reader);
  if (!called?.failure) return reader.diagnostics;
  const note = { message: 'it was called here', span: form.span };
  return [{ ...called.failure, notes: [...called.failure.notes, note] }];
};

const expectError: Step = (form, run, reader) => {
  const [, wanted, inner] = form.items;
  const error = expectedError(wanted, run.file);
  if ('message' in error) return [{ ...error, span: error.span ?? form.span }];
  if (inner?.kind !== 'list' || headOf(inner) !== 'call' || form.items.length > 3) {
    reader.wrong(inner ?? form, 'what fails', 'one `(call ...)`', inner ? 'something else' : 'left out');
    return reader.diagnostics;
  }
  const callReader = run.reader('call');
  const called = makeCall(inner, run, callReader);
  if (called === undefined) return callReader.diagnostics;
  return run.checkFailure(error, called.outcome.error, called.failure, inner);
};

const expectLog: Step = (form, run, reader) => {
  const text = reader.text(form.items[1], 'the text', form);
  if (text === undefined) return reader.diagnostics;
  const { last } = run;
  if (last === undefined) return [diagnose('callMissing', form.span, { form: 'expect-log' })];
  const messages = last.outcome.logs.flatMap((line) => /^Program log: ([^]*)$/.exec(line)?.[1] ?? []);
  if (messages.includes(text)) return [];
  const logged =
    messages.length === 0
      ? 'it logged nothing'
      : `it logged ${messages.map((line) => `"${line}"`).join(', ')}`;
  return [diagnose('logMissing', form.span, { text, logged })];
};

const maxUnits: Step = (form, run, reader) => {
  const limit = reader.natural(form.items[1] ?? true, 'the limit', form);
  if (limit !== undefined) run.limit = { units: limit, span: form.span };
  return reader.diagnostics;
};

const steps: ReadonlyMap<string, Step> = new Map<TestFormName, Step>([
  ['account', account],
  ['warp', warp],
  ['call', call],
  ['expect-error', expectError],
  ['expect-log', expectLog],
  ['max-units', maxUnits],
]);

/** What the form of a test called `name` does, if it is about the bank. */
export function stepNamed(name: string): Step | undefined {
  return steps.get(name);
}
