// The JSON of a transaction: one object of the form that a run has, with its instructions.
import { base64 } from '@scure/base';
import type { TransactionOutcome } from '../../../runtime/bank/transaction/outcome.js';
import { jsonLine } from '../json.js';
import { accountJson, type ShownError } from '../run/outcome-json.js';
import type { ShownValue } from '../run/value.js';
import type { Invocation } from './invocations.js';

interface InvocationJson {
  readonly programId: string;
  readonly units: number;
  readonly error?: string;
  readonly inner: readonly InvocationJson[];
}

const invocationJson = ({ programId, units, error, inner }: Invocation): InvocationJson => ({
  programId,
  units,
  ...(error && { error: error.message }),
  inner: inner.map(invocationJson),
});

export function transactionJson(
  { status, units, fee, logs, returnData, accounts }: TransactionOutcome,
  trees: readonly Invocation[],
  value: ShownValue | undefined,
  error: (ShownError & { readonly instruction?: number }) | undefined,
): string {
  return jsonLine({
    status,
    ...(value && { value: value.json, type: value.type }),
    exitCode: null,
    ...(error && { error }),
    units,
    fee,
    logs,
    instructions: trees.map(invocationJson),
    ...(returnData && returnData.data.length > 0 && { returnData: base64.encode(returnData.data) }),
    accounts: accounts.map(accountJson),
  });
}
