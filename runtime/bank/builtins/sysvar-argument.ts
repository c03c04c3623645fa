// Sysvar argument: a sysvar account that an instruction must name, though its value is known without.
import { addressBytes, sameBytes } from '../account.js';
import { failed } from '../errors.js';
import type { InstructionContext } from '../instruction-context.js';

export const sysvarAccounts = {
  clock: 'SysvarC1ock11111111111111111111111111111111',
  rent: 'SysvarRent111111111111111111111111111111111',
  recentBlockhashes: 'SysvarRecentB1ockHashes11111111111111111111',
} as const;

/** Throws InvalidArgument where another account stands at `position`. Agave: get_sysvar_with_account_check. */
export function requireSysvar(
  instruction: InstructionContext,
  position: number,
  name: keyof typeof sysvarAccounts,
): void {
  if (!sameBytes(instruction.key(position), addressBytes(sysvarAccounts[name])))
    throw failed('InvalidArgument');
}
