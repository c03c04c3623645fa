// The text of a transaction: logs, value, units, the tree of invocations and changed accounts for a person.
import { absent } from '../../../runtime/bank/account.js';
import type { Bank } from '../../../runtime/bank/bank.js';
import { builtinAt } from '../../../runtime/bank/builtins.js';
import type { TransactionOutcome } from '../../../runtime/bank/transaction/outcome.js';
import { describeChanges } from '../run/changes.js';
import type { ShownValue } from '../run/value.js';
import type { Invocation } from './invocations.js';
import type { SubjectFinder } from './programs.js';

function nameOf(programId: string, subjectAt: SubjectFinder): string {
  const name = builtinAt(programId)?.name ?? subjectAt(programId)?.name;
  return name === undefined || name === programId ? programId : `${programId} (${name})`;
}

const percent = (part: number, whole: number): string =>
  whole === 0 ? '' : `${Math.round((part * 100) / whole)}%`;

/** A line for each invocation: its units, their share, and by indentation who invoked it. */
function describeInvocations(
  trees: readonly Invocation[],
  total: number,
  subjectAt: SubjectFinder,
): string[] {
  const width = String(total).length;
  const describe = ({ programId, units, error, inner }: Invocation, depth: number): string[] => {
    const share = percent(units, total).padStart(4);
    const failure = error === undefined ? '' : `: ${error.message}`;
    const line = `  ${String(units).padStart(width)} ${share}  ${'  '.repeat(depth)}${nameOf(programId, subjectAt)}${failure}`;
    return [line, ...inner.flatMap((invocation) => describe(invocation, depth + 1))];
  };
  return trees.flatMap((tree) => describe(tree, 0));
}

export function transactionText(
  bank: Bank,
  outcome: TransactionOutcome,
  trees: readonly Invocation[],
  value: ShownValue | undefined,
  budget: number | undefined,
  subjectAt: SubjectFinder,
): string {
  const { returnData, units, fee, accounts, logs } = outcome;
  const lines = [...logs];
  if (value) lines.push(`value  ${value.text} (${value.type})`);
  else if (returnData && returnData.data.length > 0)
    lines.push(`return data  ${Buffer.from(returnData.data).toString('hex')} of ${returnData.programId}`);
  lines.push(`units  ${units}${budget === undefined ? '' : ` of ${budget}`}`, `fee  ${fee} lamports`);
  if (trees.length > 0) lines.push('invocations', ...describeInvocations(trees, units, subjectAt));
  const before = accounts.map(({ pubkey }) => bank.getAccount(pubkey) ?? absent(pubkey));
  const changes = describeChanges(before, accounts);
  if (changes.length > 0) lines.push('changed accounts', ...changes);
  return `${lines.join('\n')}\n`;
}
