// Fees: what a transaction costs its payer.
import { precompileIds } from '../precompile.js';
import type { ComputeBudget } from './compute-budget.js';
import type { LoadedMessage } from './message.js';

const signatureCheckers: ReadonlySet<string> = new Set(Object.values(precompileIds));

const microLamports = 1_000_000n;

/** Lamports: for its signatures, those that precompiles check among them, and for its place. Agave: calculate_fee. */
export function feeOf(
  message: LoadedMessage,
  { units, unitPrice }: ComputeBudget,
  lamportsPerSignature: bigint,
): bigint {
  const checked = message.instructions
    .filter(({ programIndex }) => signatureCheckers.has(message.addresses[programIndex]!))
    .reduce((count, { data }) => count + (data[0] ?? 0), 0);
  const signatures = BigInt(message.message.signers + checked);
  const priority = (unitPrice * BigInt(units) + microLamports - 1n) / microLamports;
  return signatures * lamportsPerSignature + priority;
}
