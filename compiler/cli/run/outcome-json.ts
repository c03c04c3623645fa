// The JSON of a run: one object for other programs.
import { base64 } from '@scure/base';
import type { Account } from '../../../runtime/bank/account.js';
import type { Outcome } from '../../../runtime/execute.js';
import type { SpanJson } from '../../report/json.js';
import { jsonLine } from '../json.js';
import type { ShownValue } from './value.js';

export interface ShownError {
  readonly code: string;
  readonly message: string;
  readonly span?: SpanJson;
}

/** An account with its data in hexadecimal. */
export function accountJson({ pubkey, lamports, owner, data }: Account): object {
  return { pubkey, lamports, owner, data: Buffer.from(data).toString('hex') };
}

export function outcomeJson(
  outcome: Outcome,
  value: ShownValue | undefined,
  error: ShownError | undefined,
  runs?: number,
): string {
  return jsonLine({
    status: outcome.status,
    ...(value && { value: value.json, type: value.type }),
    // Null where the machine stopped the program before it could return.
    exitCode: outcome.exitCode ?? null,
    ...(error && { error }),
    units: outcome.units,
    ...(runs !== undefined && { runs }),
    logs: outcome.logs,
    ...(outcome.returnData && { returnData: base64.encode(outcome.returnData) }),
    accounts: outcome.accounts.map(accountJson),
  });
}
