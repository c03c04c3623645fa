// Instructions of the token programs. Source: spl-token, `TokenInstruction`; Token-2022 begins with the same.
import type { Address, Instruction } from '@solana/kit';
import type { Named } from './instructions.js';
import { instruction, rentSysvar, u64 } from './instructions.js';

/** Who agrees: an owner, or a multisig account and those of its signers that sign. */
export type Authority = Address | { readonly multisig: Address; readonly signers: readonly Address[] };

function agreeing(authority: Authority): readonly Named[] {
  if (typeof authority === 'string') return [[authority, 's']];
  return [[authority.multisig, 'r'], ...authority.signers.map((signer) => [signer, 's'] as const)];
}

export class Token {
  constructor(readonly program: Address) {}

  initializeMint(mint: Address, decimals: number, authority: Address, freezer?: Address): Instruction {
    const accounts: Named[] = [
      [mint, 'w'],
      [rentSysvar, 'r'],
    ];
    if (freezer === undefined) return instruction(this.program, accounts, 0, decimals, authority, 0);
    return instruction(this.program, accounts, 0, decimals, authority, 1, freezer);
  }

  initializeMint2(mint: Address, decimals: number, authority: Address): Instruction {
    return instruction(this.program, [[mint, 'w']], 20, decimals, authority, 0);
  }

  initializeAccount(account: Address, mint: Address, owner: Address): Instruction {
    return instruction(
      this.program,
      [
        [account, 'w'],
        [mint, 'r'],
        [owner, 'r'],
        [rentSysvar, 'r'],
      ],
      1,
    );
  }

  initializeAccount3(account: Address, mint: Address, owner: Address): Instruction {
    return instruction(
      this.program,
      [
        [account, 'w'],
        [mint, 'r'],
      ],
      18,
      owner,
    );
  }

  initializeMultisig(multisig: Address, needed: number, signers: readonly Address[]): Instruction {
    return instruction(
      this.program,
      [[multisig, 'w'], [rentSysvar, 'r'], ...signers.map((signer) => [signer, 'r'] as const)],
      2,
      needed,
    );
  }

  transfer(from: Address, to: Address, amount: bigint, authority: Authority): Instruction {
    return instruction(this.program, [[from, 'w'], [to, 'w'], ...agreeing(authority)], 3, u64(amount));
  }

  transferChecked(
    from: Address,
    to: Address,
    mint: Address,
    amount: bigint,
    decimals: number,
    authority: Authority,
  ): Instruction {
    return instruction(
      this.program,
      [[from, 'w'], [mint, 'r'], [to, 'w'], ...agreeing(authority)],
      12,
      u64(amount),
      decimals,
    );
  }

  approve(account: Address, delegate: Address, amount: bigint, authority: Authority): Instruction {
    return instruction(
      this.program,
      [[account, 'w'], [delegate, 'r'], ...agreeing(authority)],
      4,
      u64(amount),
    );
  }

  revoke(account: Address, authority: Authority): Instruction {
    return instruction(this.program, [[account, 'w'], ...agreeing(authority)], 5);
  }

  /** `kind`: 0 mint tokens, 1 freeze account, 2 account owner, 3 close account. */
  setAuthority(account: Address, kind: number, next: Address | undefined, authority: Authority): Instruction {
    const accounts: Named[] = [[account, 'w'], ...agreeing(authority)];
    if (next === undefined) return instruction(this.program, accounts, 6, kind, 0);
    return instruction(this.program, accounts, 6, kind, 1, next);
  }

  mintTo(mint: Address, to: Address, amount: bigint, authority: Authority): Instruction {
    return instruction(this.program, [[mint, 'w'], [to, 'w'], ...agreeing(authority)], 7, u64(amount));
  }

  burn(account: Address, mint: Address, amount: bigint, authority: Authority): Instruction {
    return instruction(this.program, [[account, 'w'], [mint, 'w'], ...agreeing(authority)], 8, u64(amount));
  }

  close(account: Address, to: Address, authority: Authority): Instruction {
    return instruction(this.program, [[account, 'w'], [to, 'w'], ...agreeing(authority)], 9);
  }

  freeze(account: Address, mint: Address, authority: Authority): Instruction {
    return instruction(this.program, [[account, 'w'], [mint, 'r'], ...agreeing(authority)], 10);
  }

  thaw(account: Address, mint: Address, authority: Authority): Instruction {
    return instruction(this.program, [[account, 'w'], [mint, 'r'], ...agreeing(authority)], 11);
  }

  mintToChecked(
    mint: Address,
    to: Address,
    amount: bigint,
    decimals: number,
    authority: Authority,
  ): Instruction {
    return instruction(
      this.program,
      [[mint, 'w'], [to, 'w'], ...agreeing(authority)],
      14,
      u64(amount),
      decimals,
    );
  }

  syncNative(account: Address): Instruction {
    return instruction(this.program, [[account, 'w']], 17);
  }

  accountDataSize(mint: Address): Instruction {
    return instruction(this.program, [[mint, 'r']], 21);
  }

  immutableOwner(account: Address): Instruction {
    return instruction(this.program, [[account, 'w']], 22);
  }

  amountToUi(mint: Address, amount: bigint): Instruction {
    return instruction(this.program, [[mint, 'r']], 23, u64(amount));
  }
}
