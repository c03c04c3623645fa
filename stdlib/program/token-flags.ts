// The flags of token accounts and mints: what the fields of their data must be.
import { frameworkErrorCode, type FrameworkErrorName } from '../../grammar/framework-errors.js';
import { input } from '../../grammar/memory.js';
import { u8, unit } from '../../grammar/signature.js';
import type { Draft } from '../form.js';
import { associatedTokenProgram } from '../pda.js';
import { tokenPrograms } from '../token.js';
import type { AccountChecks } from './account-checks.js';
import { flagOf, has, type Bound } from './bound-account.js';
import { apply, demandKey, keyLiteral, number } from './drafts.js';
import { fieldOffset } from './fields.js';
import type { Flag, FlagName } from './flags.js';

const entry = input.account;

/** How a flag is checked. */
type Check = (bound: Bound, flag: Flag, checks: AccountChecks) => void;

const keyCheck =
  (layout: string, field: string, error: FrameworkErrorName): Check =>
  (bound, flag, checks) => {
    const found = tokenField(bound, flag, layout, field, checks);
    if (!found) return;
    const told = bound.declared.name.name;
    const wanted = checks.key(flag.operand!, `the ${field} of \`${told}\``);
    const reason = `account \`${told}\` has another ${field}`;
    checks.before.push(demandKey(found, wanted, error, reason, flag.at.span));
  };

/** A key behind a number that says whether it is there. */
const authorityCheck =
  (field: string, error: FrameworkErrorName): Check =>
  (bound, flag, checks) => {
    if (!tokenField(bound, flag, 'Mint', field, checks)) return;
    const layout = bound.type.layout!;
    const tag = layout.fields.findIndex(({ name }) => name === `${field}-tag`);
    const reason = `account \`${bound.declared.name.name}\` has no ${field}`;
    checks.checkWord(checks.read(bound), entry.data + fieldOffset(layout, tag), 4, 1, error, reason);
    keyCheck('Mint', field, error)(bound, flag, checks);
  };

const tokenChecks: { readonly [Name in FlagName]?: Check } = {
  'token-mint': (bound, flag, checks) => {
    // The address of an associated account is made of its mint.
    if (has(bound.declared, 'associated')) return;
    keyCheck('TokenAccount', 'mint', 'ConstraintTokenMint')(bound, flag, checks);
  },
  'token-authority': keyCheck('TokenAccount', 'owner', 'ConstraintTokenOwner'),
  'mint-authority': authorityCheck('mint-authority', 'ConstraintMintMintAuthority'),
  'freeze-authority': authorityCheck('freeze-authority', 'ConstraintMintFreezeAuthority'),
  'mint-decimals': checkDecimals,
  associated: checkAssociated,
};

export const isTokenFlag = (name: FlagName): boolean => name in tokenChecks;

export function checkTokenFlag(bound: Bound, flag: Flag, checks: AccountChecks): void {
  tokenChecks[flag.name]?.(bound, flag, checks);
}

/** A field of a token account or mint; undefined after reporting that the account is none. */
function tokenField(
  bound: Bound,
  flag: Flag,
  layoutName: string,
  field: string,
  checks: AccountChecks,
): Draft | undefined {
  const { layout } = bound.type;
  const index = layout?.name === layoutName ? layout.fields.findIndex(({ name }) => name === field) : -1;
  if (!layout || index < 0)
    return checks.wrong(flag.at, `\`:${flag.name}\` wants an account of type ${layoutName}`);
  const { span } = flag.at;
  const operands = [checks.read(bound), number(fieldOffset(layout, index), span)];
  return apply('account-field', operands, layout.fields[index]!.type, span);
}

function checkDecimals(bound: Bound, flag: Flag, checks: AccountChecks): void {
  const found = tokenField(bound, flag, 'Mint', 'decimals', checks);
  if (!found) return;
  const { span } = flag.at;
  const { checker } = checks;
  const wanted = checker.expect(checker.expression(flag.operand!), u8, 'the decimals of a mint');
  const test = apply('=', [found, wanted], { kind: 'bool' }, span);
  const code = number(frameworkErrorCode('ConstraintMintDecimals'), span);
  const text = `account \`${bound.declared.name.name}\` has other decimals`;
  checks.before.push(apply('demand', [test, code], unit, span, { text }));
}

/** The account of a wallet for the tokens of a mint: at the address of both, and still that wallet's. */
function checkAssociated(bound: Bound, flag: Flag, checks: AccountChecks): void {
  const { declared } = bound;
  const found = tokenField(bound, flag, 'TokenAccount', 'owner', checks);
  const mintFlag = flagOf(declared, 'token-mint');
  if (!mintFlag) return checks.wrong(flag.at, '`:associated` needs the mint too: `:token-mint account`');
  if (!found) return;
  const { span } = flag.at;
  const told = `account \`${declared.name.name}\``;
  const wallet = checks.held('wallet', checks.key(flag.operand!, `the wallet of ${told}`));
  const mint = checks.key(mintFlag.operand!, `the mint of ${told}`);
  const code = number(frameworkErrorCode('AccountNotAssociatedTokenAccount'), span);
  const program = keyLiteral(associatedTokenProgram, span);
  const seeds = [wallet.read(), keyLiteral(tokenPrograms[0]!, span), mint];
  const numbers = [number(0, span), code, number(0, span)];
  const text = `${told} is not the associated one of its wallet and mint`;
  const account = checks.read(bound);
  checks.before.push(apply('demand-seeds', [account, program, ...numbers, ...seeds], u8, span, { text }));
  const reason = `${told} has another owner`;
  checks.before.push(demandKey(found, wallet.read(), 'ConstraintTokenOwner', reason, span));
}
