// Growing places: account indices, offsets, pointers with room behind them.
import type { Grower } from './grower.js';
import { randomInteger } from './literals.js';
import type { Kind, Term } from './term.js';
import { bitsOf, greatestOf, heapBytes, integer, integerNames, isSigned, term, variable } from './term.js';

const word = (value: number | bigint): Term => integer('u64', BigInt(value), 'context');

/** A number below `limit`, known only when the program runs. */
function dynamicBelow(g: Grower, limit: number, depth: number): Term {
  const number = g.expression('u64', depth - 1);
  const bound = integer('u64', BigInt(Math.max(1, limit)));
  return term(g.chance.once(2) ? '%' : 'mod', 'u64', [number, bound]);
}

/** Whether to name accounts at all; where there are none that is seldom worth it. */
export const hasAccounts = (g: Grower): boolean => g.world.accounts.length > 0 || g.chance.once(30);

/** An account's position, mostly of one that exists, and the length of its data. */
export function index(g: Grower, depth: number): { readonly term: Term; readonly length: number } {
  const { accounts } = g.world;
  const lengths = accounts.map(({ data }) => data.length);
  if (depth > 1 && g.chance.once(6)) {
    const limit = accounts.length + (g.chance.once(20) ? 1 : 0);
    return { term: dynamicBelow(g, limit, depth), length: Math.min(1000, ...lengths) };
  }
  if (accounts.length === 0 || g.chance.once(50)) {
    const beyond = g.chance.pick([accounts.length, 5, 63, 255, 256, 70_000]);
    return { term: word(beyond), length: 0 };
  }
  const at = g.chance.below(accounts.length);
  return { term: word(at), length: lengths[at]! };
}

/** An offset at which `size` of `length` bytes can be read, mostly. */
export function offset(g: Grower, length: number, size: number, depth: number): Term {
  const room = length - size + 1;
  if (room <= 0 || g.chance.once(25)) {
    const kind = g.chance.pick(integerNames.filter((name) => bitsOf(name) <= 64));
    return g.chance.weighted([
      [2, word(Math.max(0, room))],
      [1, integer(kind, randomInteger(g.chance, kind))],
      [1, integer(kind, isSigned(kind) ? -1n : greatestOf(kind))],
    ]);
  }
  if (depth > 1 && g.chance.once(4)) return dynamicBelow(g, room, depth);
  return word(g.chance.below(room));
}

/** A pointer with at least `size` bytes behind it. */
export function pointer(g: Grower, size: number): { readonly term: Term; readonly size: number } | undefined {
  const own = g.around.variables((known) => known.kind === 'pointer' && known.size >= size);
  const choice = g.chance.below(own.length + 2);
  const found = own[choice];
  if (found) return { term: variable(found.name, 'pointer'), size: found.size };
  const account = index(g, 0);
  if (choice === own.length && account.length >= size) {
    return { term: term('account-data-ptr', 'pointer', [account.term]), size: account.length };
  }
  return { term: term('heap', 'pointer'), size: heapBytes };
}

/** An address and an offset with `size` bytes behind them. */
export function place(
  g: Grower,
  size: number,
  depth: number,
): { readonly address: Term; readonly offset: Term } | undefined {
  const base = pointer(g, size);
  if (!base) return undefined;
  const room = base.size - size + 1;
  if (g.chance.once(4)) {
    const by = g.chance.below(room);
    const address = term('pointer+', 'pointer', [base.term, integer('u64', BigInt(by))]);
    return { address, offset: word(g.chance.below(room - by)) };
  }
  const at = depth > 1 && g.chance.once(4) ? dynamicBelow(g, room, depth) : word(g.chance.below(room));
  return { address: base.term, offset: at };
}

/** Whether `size` bytes fit; where they do not, failing is seldom worth it. */
export const hasRoom = (g: Grower, length: number, size: number): boolean =>
  length >= size || g.chance.once(30);

/** Kinds that have a layout in memory. */
export const storedKinds: readonly Kind[] = [...integerNames, ...integerNames, 'bool', 'pubkey'];
