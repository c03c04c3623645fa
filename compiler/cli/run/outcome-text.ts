// The text of a run: logs, value, units and changed accounts for a person.
import type { Outcome, Request } from '../../../runtime/execute.js';
import { defaultBudget } from '../../../runtime/execute.js';
import { describeChanges } from './changes.js';
import type { ShownValue } from './value.js';

/** `runs`: how many came to this end, where more than one was asked for. */
export function outcomeText(
  request: Request,
  outcome: Outcome,
  value: ShownValue | undefined,
  runs?: number,
): string {
  const { returnData, exitCode } = outcome;
  const lines = [...outcome.logs];
  if (value) lines.push(`value  ${value.text} (${value.type})`);
  else if (returnData) lines.push(`return data  ${Buffer.from(returnData).toString('hex')}`);
  if (exitCode !== undefined && exitCode !== 0n) lines.push(`exit code  ${exitCode}`);
  lines.push(`units  ${outcome.units} of ${request.budget ?? defaultBudget}`);
  if (runs !== undefined) lines.push(`runs  ${runs}, all alike`);
  const changes = describeChanges(request.accounts, outcome.accounts);
  if (changes.length > 0) lines.push('changed accounts', ...changes);
  return `${lines.join('\n')}\n`;
}
