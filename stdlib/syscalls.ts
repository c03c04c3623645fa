// Syscalls by name.
import { never, u64 } from '../grammar/signature.js';
import type { ListSyntax } from '../grammar/syntax.js';
import type { Span } from '../grammar/source.js';
import type { SyscallSignature } from '../grammar/syscall.js';
import { whyInactive } from '../grammar/syscall.js';
import { inactiveSyscallNamed } from '../runtime/syscalls/inactive.js';
import type { Checker, Draft, FunctionForm, Lowering } from './form.js';
import { checkArity, checkInteger, checkWord } from './shapes.js';
import { closest } from '../grammar/suggest.js';

/** Checks a call of a syscall whose operands begin at item `first` of the form. */
export function checkSyscall(
  form: ListSyntax,
  first: number,
  row: SyscallSignature,
  checker: Checker,
): Draft {
  const { parameters } = row;
  const shape = {
    name: row.name,
    signature: `(${[row.name, ...parameters.map(({ name }) => name)].join(' ')})`,
  };
  const operands = form.items.slice(first);
  const counted = { ...form, items: [form.items[0]!, ...operands] };
  if (!checkArity(counted, shape, checker, parameters.length)) return checker.wrong(form.span);
  const drafts = operands.map((operand, index) => {
    const { name, kind } = parameters[index]!;
    const checkOperand = kind === 'length' ? checkInteger : checkWord;
    return checkOperand(checker, operand, `the ${name} of \`${row.name}\``);
  });
  const type = row.noReturn ? never : u64;
  return { kind: 'apply', form: 'syscall', arguments: drafts, text: row.name, type, span: form.span };
}

/** Whether `name` is a syscall that mainnet does not have; it is reported then. */
export function reportInactive(name: string, span: Span, { diagnostics }: Checker): boolean {
  const row = inactiveSyscallNamed(name);
  if (row === undefined) return false;
  diagnostics.report('inactiveSyscall', span, { name, reason: whyInactive(row) });
  return true;
}

const syscall: FunctionForm = {
  kind: 'function',
  name: 'syscall',
  signature: '(syscall "name" operand ...)',
  doc: 'Calls a syscall with up to five 64-bit operands and gives r0 as u64. A string or pubkey operand is passed as its address. Every active syscall can also be called by its name.',
  example: '(syscall "sol_log_" "hi" 2) ; => 0',
  check(form, checker) {
    const name = form.items[1];
    if (name?.kind !== 'string') {
      checker.diagnostics.report('malformedForm', (name ?? form).span, {
        form: 'syscall',
        problem: 'the name must be a string literal',
        signature: syscall.signature,
      });
      return checker.wrong(form.span);
    }
    const row = checker.syscalls.get(name.value);
    if (row) return checkSyscall(form, 2, row, checker);
    if (reportInactive(name.value, name.span, checker)) return checker.wrong(form.span);
    const near = closest(name.value, checker.syscalls.keys());
    checker.diagnostics.report('noSuchSyscall', name.span, {
      name: name.value,
      hint: near ? `did you mean \`${near}\`?` : 'see the reference page of the syscalls',
    });
    return checker.wrong(form.span);
  },
  lower({ builder, operands, text }: Lowering) {
    const args = operands.map(({ values }) => values[0]!);
    const row = builder.module.syscalls.get(text!)!;
    const result = builder.syscall(row.name, args, row.zeroResult ?? false);
    if (!row.noReturn) return [result];
    builder.unreachable();
    return [];
  },
};

export const syscallForms: readonly FunctionForm[] = [syscall];
