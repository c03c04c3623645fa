// Logging: lines in the transaction's log, by Solana's log syscalls.
import { string, u64, unit } from '../grammar/signature.js';
import type { Value } from '../grammar/flow.js';
import type { ListSyntax, Syntax } from '../grammar/syntax.js';
import type { FlowBuilder } from './builder.js';
import type { Checker, Draft, FunctionForm, Operand } from './form.js';
import { prune } from './inferred.js';
import { textForm } from './values.js';
import { checkArity, fixed } from './shapes.js';

/** The operands' first components, zeros up to five. */
function five(b: FlowBuilder, operands: readonly Operand[]): readonly Value[] {
  return Array.from({ length: 5 }, (_, index) => operands[index]?.values[0] ?? b.constant(0));
}

/** Writes a value to the log as its type is written best. */
function logValue(b: FlowBuilder, operand: Operand): void {
  const { type, values } = operand;
  switch (type.kind) {
    case 'string':
      b.syscall('sol_log_', values, true);
      return;
    case 'pubkey':
      b.syscall('sol_log_pubkey', [values[0]!], true);
      return;
    case 'bool':
      return logBool(b, values[0]!);
    default:
      b.syscall('sol_log_64_', five(b, [operand]), true);
  }
}

function logBool(b: FlowBuilder, value: Value): void {
  const [whenTrue, whenFalse, after] = [b.block(), b.block(), b.block()];
  b.branch('ne', value, b.constant(0), whenTrue, whenFalse);
  for (const [block, text] of [
    [whenTrue, 'true'],
    [whenFalse, 'false'],
  ] as const) {
    b.enterSealed(block);
    const bytes = new TextEncoder().encode(text);
    b.syscall('sol_log_', [b.address(bytes), b.constant(bytes.length)], true);
    b.jump(after);
  }
  b.enterSealed(after);
}

/** A value that has a way to be logged. */
function checkLogged(checker: Checker, operand: Syntax): Draft {
  const draft = checker.expression(operand);
  const type = prune(draft.type);
  const fits =
    type.kind === 'integer'
      ? type.bits <= 64
      : ['string', 'pubkey', 'bool', 'hole', 'never'].includes(type.kind);
  return fits ? draft : checker.expect(draft, string, 'what is logged');
}

/** A value to log, and the keyword before it. */
interface Logged {
  readonly key: string | undefined;
  readonly value: Syntax;
}

/** The operands with their keywords; undefined after reporting that one has no value. */
function loggedOperands(form: ListSyntax, checker: Checker): readonly Logged[] | undefined {
  const operands: Logged[] = [];
  for (let index = 1; index < form.items.length; index++) {
    const item = form.items[index]!;
    if (item.kind !== 'keyword') {
      operands.push({ key: undefined, value: item });
      continue;
    }
    const value = form.items[++index];
    if (!value || value.kind === 'keyword') {
      checker.diagnostics.report('malformedForm', item.span, {
        form: 'log',
        problem: `:${item.name} has no value`,
        signature: log.signature,
      });
      return undefined;
    }
    operands.push({ key: item.name, value });
  }
  return operands;
}

const isPlain = ({ key }: Logged): boolean => key === undefined || key === 'message' || key === 'value';

/** One line: what has no name, and behind it ` name: value` of what has. */
function oneLine(operands: readonly Logged[], form: ListSyntax): ListSyntax {
  const parts = operands.flatMap((operand): Syntax[] => {
    if (isPlain(operand)) return [operand.value];
    return [{ kind: 'string', value: ` ${operand.key}: `, span: form.span }, operand.value];
  });
  return { ...form, items: [form.items[0]!, ...parts] };
}

const log: FunctionForm = {
  kind: 'function',
  name: 'log',
  aliases: ['msg', 'print', 'println'],
  signature: '(log value ... [:name value ...])',
  doc: 'Writes each value to the log, in a line of its own: text as it is, a key in base58, an integer in hexadecimal with four zeros behind it (`sol_log_64_`), a bool as true or false. `:message` and `:value` may stand before values; any other keyword makes one line of all values, as `str` writes them, each behind its name. 100 units a line, or one a byte of text if that is more.',
  example:
    '(log "hi") 1 ; => 1\n(log :message "sum" :value (+ 1 2)) 1 ; => 1\n(log "moved" :slot 5) 1 ; => 1',
  check(form, checker) {
    const operands = loggedOperands(form, checker);
    if (!operands) return checker.wrong(form.span);
    const counted = { ...form, items: [form.items[0]!, ...operands.map(({ value }) => value)] };
    if (!checkArity(counted, log, checker, 1, Infinity)) return checker.wrong(form.span);
    const drafts = operands.every(isPlain)
      ? operands.map(({ value }) => checkLogged(checker, value))
      : [textForm.check(oneLine(operands, form), checker)];
    return { kind: 'apply', form: 'log', arguments: drafts, type: unit, span: form.span };
  },
  lower({ builder, operands }) {
    operands.forEach((operand) => logValue(builder, operand));
    return [];
  },
};

export const loggingForms: readonly FunctionForm[] = [
  log,
  fixed({
    name: 'sol_log_',
    parameters: [['message', string]],
    result: unit,
    doc: 'Writes a line to the log. 100 units, or one a byte if that is more.',
    example: '(sol_log_ "hi") 1 ; => 1',
    lower({ builder, operands }) {
      builder.syscall('sol_log_', operands[0]!.values, true);
      return [];
    },
  }),
  fixed({
    name: 'emit-log',
    parameters: [
      ['message', string],
      ['first', 'integer'],
      ['second', 'integer'],
      ['third', 'integer'],
      ['fourth', 'integer'],
      ['fifth', 'integer'],
    ],
    optional: 4,
    result: unit,
    doc: 'Writes a line of text and a line of up to five numbers in hexadecimal to the log. 200 units.',
    example: '(emit-log "sums" 1 2 3) 1 ; => 1',
    lower(call) {
      const [message, ...numbers] = call.operands;
      call.builder.syscall('sol_log_', message!.values, true);
      call.builder.syscall('sol_log_64_', five(call.builder, numbers), true);
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
      call.builder.syscall('sol_log_64_', five(call.builder, call.operands), true);
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
    example: '(sol_set_return_data "hi" 2) null ; => null',
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
