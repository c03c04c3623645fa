// Units of a text whose brackets do not nest: one form each, or several that the layout cannot tell apart.
import { closes, opens } from '../../grammar/tokens.js';
import type { Placed } from './place-tokens.js';

/** Indices of the tokens that may begin a form at top level, and how many brackets are open before each. */
function beginnings(tokens: readonly Placed[]): { readonly at: number[]; readonly depth: number[] } {
  const at: number[] = [];
  const depths: number[] = [];
  let depth = 0;
  tokens.forEach(({ token, column, firstOnLine }, index) => {
    if (index === 0 || (firstOnLine && column === 0 && opens(token))) {
      at.push(index);
      depths.push(depth);
    }
    depth += opens(token) ? 1 : closes(token) ? -1 : 0;
  });
  at.push(tokens.length);
  depths.push(depth);
  return { at, depth: depths };
}

/** For each place the next one at which no more brackets are open, or -1. */
function nextNotDeeper(depth: readonly number[]): number[] {
  const next = new Array<number>(depth.length).fill(-1);
  const waiting: number[] = [];
  depth.forEach((value, index) => {
    while (waiting.length > 0 && depth[waiting.at(-1)!]! >= value) next[waiting.pop()!] = index;
    waiting.push(index);
  });
  return next;
}

/** For each place the first of the later ones at which the fewest brackets are open. */
function shallowestLater(depth: readonly number[]): number[] {
  const found = new Array<number>(depth.length).fill(-1);
  let best = depth.length - 1;
  for (let i = depth.length - 2; i >= 0; i--) {
    found[i] = best;
    if (depth[i]! <= depth[best]!) best = i;
  }
  return found;
}

/**
 * Cuts a text at the lines that begin with a bracket in the first column, but not where the lines after such a place
 * close what is open before it: bodies without indentation are one form with what is around them.
 */
export function formUnits(tokens: readonly Placed[]): (readonly Placed[])[] {
  const { at, depth } = beginnings(tokens);
  const next = nextNotDeeper(depth);
  const shallowest = shallowestLater(depth);
  const units: (readonly Placed[])[] = [];
  for (let i = 0; i < at.length - 1;) {
    const end = next[i]! < 0 ? shallowest[i]! : next[i]!;
    units.push(tokens.slice(at[i], at[end]));
    i = end;
  }
  return units;
}
