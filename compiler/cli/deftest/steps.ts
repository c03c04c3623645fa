// What the forms of a test that are about its bank do; assertions are about code and stand elsewhere.
import { diagnose, type Diagnostic } from '../../../grammar/diagnostics.js';
import type { AccountMention } from '../../../grammar/fixture.js';
import type { Type } from '../../../grammar/signature.js';
import type { ListSyntax, Syntax } from '../../../grammar/syntax.js';
import { headOf } from '../../../grammar/syntax.js';
import type { RunLimit } from '../../../grammar/units-limit.js';
import type { TestFormName } from '../../../stdlib/test-forms.js';
import { systemProgram } from '../../../runtime/bank/account.js';
import { expectedError } from './expected-error.js';
import { accountMentions, argumentBytes, instructionNamed } from './instruction-call.js';
import { mention } from './mention.js';
import type { OperandReader, Operands } from './operands.js';
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

interface Asked {
  readonly accounts: readonly AccountMention[];
  readonly data: Uint8Array;
  /** The type of the value it gives. */
  readonly result: Type | undefined;
}

/** A call of a script, or of a program without regard to its declarations. */
function askPlainly(form: ListSyntax, { keywords }: Operands, run: TestRun, reader: OperandReader): Asked {
  const listed = keywords.get('accounts');
  const isList =
    listed !== undefined && listed !== true && (listed.kind === 'list' || listed.kind === 'array');
  if (listed !== undefined && !isList) reader.wrong(form, ':accounts', 'a list of accounts', 'none');
  if (keywords.has('args')) reader.wrong(form, ':args', 'left out, as no instruction is named', 'given');
  const accounts = isList ? listed.items.map((item) => mention(item, run.world, reader)) : [];
  const data = keywords.get('data');
  const bytes = data === undefined ? undefined : reader.bytes(data, ':data', form);
  return {
    accounts: accounts.filter((item) => item !== undefined),
    data: bytes ?? new Uint8Array(),
    result: run.program.found.subject!.result,
  };
}

function askByName(
  name: Syntax,
  form: ListSyntax,
  { keywords }: Operands,
  run: TestRun,
  reader: OperandReader,
): Asked | undefined {
  const instruction = instructionNamed(name, run.program.interface, reader);
  if (instruction === undefined) return undefined;
  if (keywords.has('data')) reader.wrong(form, ':data', 'left out, as `:args` are the data', 'given');
  const values = argumentBytes(instruction, keywords.get('args'), form, run, reader);
  if (reader.failed) return undefined;
  return {
    accounts: accountMentions(instruction, keywords.get('accounts'), values, form, run, reader),
    data: new Uint8Array(Buffer.concat([instruction.discriminator, ...values])),
    result: instruction.result,
  };
}

/** What a call took more than the program declares. */
function brokenLimits(
  limits: readonly RunLimit[],
  data: Uint8Array,
  units: number,
  { span }: ListSyntax,
): readonly Diagnostic[] {
  const meant = limits.filter(({ data: start }) => start.every((byte, at) => byte === data[at]));
  return meant.flatMap((limit) => {
    if (units <= limit.units) return [];
    const notes = [{ message: `\`${limit.name}\` is bounded here`, span: limit.span }];
    return [{ ...diagnose('testUnits', span, { units, limit: limit.units }), notes }];
  });
}

/** Makes a call; undefined after a message. */
function makeCall(form: ListSyntax, run: TestRun, reader: OperandReader): Called | undefined {
  const operands = reader.operands(form);
  const [name, extra] = operands.positional;
  if (extra) reader.wrong(extra, 'the call', 'one name', 'more');
  const asked = name ? askByName(name, form, operands, run, reader) : askPlainly(form, operands, run, reader);
  const limit = reader.natural(operands.keywords.get('max-units'), ':max-units', form);
  if (reader.failed || asked === undefined) return undefined;
  const called = run.called(form, run.world.call(asked.accounts, asked.data), asked.result);
  const { units } = called.outcome;
  if (limit !== undefined && BigInt(units) > limit)
    reader.diagnostics.push(diagnose('testUnits', form.span, { units, limit }));
  reader.diagnostics.push(...brokenLimits(run.program.limits, asked.data, units, form));
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
  const error = expectedError(wanted, run.program.errors);
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
