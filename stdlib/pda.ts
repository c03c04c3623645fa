// Program derived addresses: found by their seeds, at compile time where these and the program are known.
import { decodeAddress } from '../grammar/base58.js';
import { pubkey, u8, type Type } from '../grammar/signature.js';
import type { Value } from '../grammar/flow.js';
import type { ListSyntax, Syntax } from '../grammar/syntax.js';
import { findProgramAddress, maximumSeedLength, programAddress } from '../runtime/bank/program-address.js';
import type { FlowBuilder } from './builder.js';
import { programKey } from './calls.js';
import { writeSlices, type Bytes } from './cpi.js';
import { only, type Checker, type Draft, type FunctionForm, type Operand } from './form.js';
import { allocateBytes } from './heap.js';
import { storeTyped } from './memory.js';
import { checkSeedList, checkSeeds, literalSeed, writeSeeds } from './seeds.js';
import { checkArity, checkKey, checkProgram, fixed, operandsOf } from './shapes.js';
import { tokenPrograms } from './token.js';

/** The program that makes associated token accounts. */
export const associatedTokenProgram = decodeAddress('ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL')!;

/** Bytes of an address, with room for its bump behind it. */
const place = { size: 40, bump: 32 } as const;

const bumpForm = 'get-pda-bump';

interface Literals {
  readonly seeds: readonly Uint8Array[];
  readonly program: Uint8Array;
}

/** All that an address is made of, where it is known when the program is compiled. */
function literalsOf({ source }: Operand, operands: readonly Operand[]): Literals | undefined {
  const seeds = operands.map(literalSeed);
  if (source.kind !== 'pubkey' || !seeds.every((bytes) => bytes !== undefined)) return undefined;
  // What is too long is left to the machine, which refuses it.
  if (seeds.some(({ length }) => length > maximumSeedLength)) return undefined;
  return { seeds, program: source.bytes };
}

/** The address of seeds and the bump found for them, where all is known when the program is compiled. */
export function foundBump(
  program: Operand,
  seeds: readonly Operand[],
): ReturnType<typeof findProgramAddress> | undefined {
  const literals = literalsOf(program, seeds);
  return literals && findProgramAddress(literals.seeds, literals.program);
}

/** The address of seeds that end in their bump, where all is known when the program is compiled. */
export function knownAddress(program: Operand, seeds: readonly Operand[]): Uint8Array | undefined {
  const literals = literalsOf(program, seeds);
  return literals && programAddress(literals.seeds, literals.program);
}

/** Searches the address of seeds; leaves it and its bump at two addresses. */
export function find(b: FlowBuilder, seeds: Bytes, program: Value, address: Value, bump: Value): void {
  const missing = b.syscall('sol_try_find_program_address', [...seeds, program, address, bump]);
  b.failIf('ne', missing, b.constant(0), 'InvalidSeeds', 'the seeds give no address');
}

/** Leaves the address of seeds that end in their bump at an address. */
export function create(b: FlowBuilder, seeds: Bytes, program: Value, address: Value): void {
  const missing = b.syscall('sol_create_program_address', [...seeds, program, address]);
  b.failIf('ne', missing, b.constant(0), 'InvalidSeeds', 'the seeds give no address');
}

/** Room for an address in the heap: at a known place where it is needed once, else new for each evaluation. */
function room(b: FlowBuilder): Value {
  return b.repeats ? allocateBytes(b, place.size) : b.constant(b.module.global(place.size));
}

interface Found {
  readonly address: Value;
  /** Gives the bump as a value. */
  readonly bump: () => Value;
}

/** The address of seeds, at `address` if that is given. */
function lowerFound(b: FlowBuilder, program: Operand, seeds: readonly Operand[], address?: Value): Found {
  const keepsBump = b.module.forms.has(bumpForm);
  const literals = literalsOf(program, seeds);
  if (literals) {
    const known = findProgramAddress(literals.seeds, literals.program);
    const bump = b.constant(known.bump);
    if (keepsBump) b.store(1, b.constant(b.module.sharedGlobal(bumpForm)), 0, bump);
    const constant = b.address(known.address);
    if (address !== undefined) storeTyped(b, pubkey, address, 0, [constant]);
    return { address: address ?? constant, bump: () => bump };
  }
  const free = address === undefined ? room(b) : undefined;
  const wanted = address ?? free!;
  let bump: Value;
  if (keepsBump) bump = b.constant(b.module.sharedGlobal(bumpForm));
  else bump = free === undefined ? b.slot(8) : b.binaryWith('add', free, place.bump);
  find(b, writeSeeds(b, seeds), programKey(b, program), wanted, bump);
  return { address: wanted, bump: () => b.load(1, bump) };
}

/** A form that derives an address: its operands as drafts, or undefined after reporting. */
function derivation(row: {
  readonly name: string;
  readonly signature: string;
  readonly doc: string;
  readonly example?: string;
  readonly result: Type;
  readonly check: (form: ListSyntax, checker: Checker, row: FunctionForm) => readonly Draft[] | undefined;
  readonly lower: FunctionForm['lower'];
}): FunctionForm {
  const { check, result, ...rest } = row;
  const form: FunctionForm = {
    kind: 'function',
    ...rest,
    check(list, checker) {
      const drafts = check(list, checker, form);
      if (!drafts) return checker.wrong(list.span);
      return { kind: 'apply', form: row.name, arguments: drafts, type: result, span: list.span };
    },
  };
  return form;
}

const findPda = derivation({
  name: 'find-pda',
  signature: '(find-pda program seed ...)',
  doc: 'The address that seeds give a program, with the greatest bump that makes one. The program is the index of its account or its key. A seed is a string, a pubkey, a bool, an integer in the bytes of its type (eight for a literal), or `[address length]`. 1500 units for each bump tried, none where program and seeds are literals.',
  example:
    '(find-pda (pubkey "11111111111111111111111111111112") "vault" 7) ; => 2ShjrmfXhXFqyidrkWCCfCz7fK9e5fjLnBVdy9fEn4WP',
  result: pubkey,
  check(list, checker, form) {
    if (!checkArity(list, form, checker, 1, Infinity)) return undefined;
    const [program, ...operands] = operandsOf(list);
    const callee = checkProgram(checker, program!, 'the program of `find-pda`');
    const seeds = checkSeeds(checker, operands, form, { withoutBump: true });
    return seeds && [callee, ...seeds];
  },
  lower: ({ builder, operands: [program, ...seeds] }) => [lowerFound(builder, program!, seeds).address],
});

/** The operands `program [seed ...]`; undefined after reporting. */
function checkDerived(
  program: Syntax,
  seedList: Syntax,
  form: FunctionForm,
  checker: Checker,
): { readonly callee: Draft; readonly seeds: readonly Draft[] } | undefined {
  const callee = checkProgram(checker, program, `the program of \`${form.name}\``);
  const seeds = checkSeedList(checker, seedList, form, { withoutBump: true });
  return seeds && { callee, seeds };
}

const createPda = derivation({
  name: 'create-pda',
  signature: '(create-pda address program [seed ...])',
  doc: 'Like `find-pda`, writes the address to memory and gives the bump.',
  example:
    '(let ((p (stack-bytes 32))) (create-pda p (pubkey "11111111111111111111111111111112") ["vault" 7])) ; => 255',
  result: u8,
  check(list, checker, form) {
    if (!checkArity(list, form, checker, 3)) return undefined;
    const [address, program, seedList] = operandsOf(list);
    const target = checkKey(checker, address!, 'the address of `create-pda`');
    const found = checkDerived(program!, seedList!, form, checker);
    return found && [target, found.callee, ...found.seeds];
  },
  lower({ builder, operands: [address, program, ...seeds] }) {
    return [lowerFound(builder, program!, seeds, address!.values[0]!).bump()];
  },
});

const derivePda = derivation({
  name: 'derive-pda',
  signature: '(derive-pda program [seed ...] bump)',
  doc: 'The address that seeds and a bump, a u8, give a program; fails with InvalidSeeds if they give none. 1500 units, none where all is literal.',
  example:
    '(derive-pda (pubkey "11111111111111111111111111111112") ["vault" 7] 255) ; => 2ShjrmfXhXFqyidrkWCCfCz7fK9e5fjLnBVdy9fEn4WP',
  result: pubkey,
  check(list, checker, form) {
    if (!checkArity(list, form, checker, 3)) return undefined;
    const [program, seedList, bump] = operandsOf(list);
    const found = checkDerived(program!, seedList!, form, checker);
    const last = checker.expect(checker.expression(bump!), u8, 'the bump of `derive-pda`');
    return found && [found.callee, ...found.seeds, last];
  },
  lower({ builder: b, operands: [program, ...seeds] }) {
    const literals = literalsOf(program!, seeds);
    const address = literals && programAddress(literals.seeds, literals.program);
    if (address) return [b.address(address)];
    const target = room(b);
    create(b, writeSeeds(b, seeds), programKey(b, program!), target);
    return [target];
  },
});

/** The associated token address of a wallet, a mint and SPL Token, written to memory. */
function lowerAssociated(b: FlowBuilder, wallet: Value, mint: Value, address: Value): void {
  const key = (at: Value): Bytes => [at, b.constant(32)];
  const seeds = writeSlices(b, [key(wallet), key(b.address(tokenPrograms[0]!)), key(mint)]);
  find(b, seeds, b.address(associatedTokenProgram), address, b.slot(8));
}

export const addressForms: readonly FunctionForm[] = [
  findPda,
  fixed({
    name: bumpForm,
    parameters: [],
    result: u8,
    doc: 'The bump of the address that `find-pda` or `create-pda` found last.',
    example: '(find-pda (pubkey "11111111111111111111111111111112") "vault" 7) (get-pda-bump) ; => 255',
    lower: ({ builder: b }) => [b.load(1, b.constant(b.module.sharedGlobal(bumpForm)))],
  }),
  createPda,
  derivePda,
  derivation({
    name: 'get-ata',
    signature: '(get-ata address wallet mint)',
    doc: 'Writes the address of the account that holds the tokens of a mint for a wallet (SPL Token, Associated Token Account) to memory, and gives it. Wallet and mint are keys or addresses of 32 bytes.',
    example:
      '(get-ata (stack-bytes 32) (pubkey "11111111111111111111111111111112") (pubkey "11111111111111111111111111111113")) ; => 4GdNzi5A6pM3dCkP9d58MRz8YLfppc1U9W3q3extZzK3',
    result: pubkey,
    check(list, checker, form) {
      if (!checkArity(list, form, checker, 3)) return undefined;
      const names = ['address', 'wallet', 'mint'];
      return operandsOf(list).map((operand, index) =>
        checkKey(checker, operand, `the ${names[index]} of \`get-ata\``),
      );
    },
    lower(call) {
      const [address, wallet, mint] = [0, 1, 2].map((index) => only(call, index));
      lowerAssociated(call.builder, wallet!, mint!, address!);
      return [address!];
    },
  }),
];
