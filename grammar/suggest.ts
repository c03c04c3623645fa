// Did-you-mean: the known name nearest to a mistyped one.

/**
 * The optimal string alignment distance (Damerau-Levenshtein where no part is edited twice): insertions, deletions,
 * replacements and swaps of neighbours that turn `left` into `right`; `limit + 1` stands for anything above `limit`.
 */
function distance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) > limit) return limit + 1;
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1];
      let best = Math.min(
        previous[column]! + 1,
        current[column - 1]! + 1,
        previous[column - 1]! + (same ? 0 : 1),
      );
      const swapped =
        row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      if (swapped) best = Math.min(best, beforePrevious[column - 2]! + 1);
      current.push(best);
    }
    if (Math.min(...current) > limit) return limit + 1;
    beforePrevious = previous;
    previous = current;
  }
  return previous[right.length]!;
}

/**
 * The candidate that `name` was most likely meant to be, if any is near enough: no edit but of case for one letter, one
 * for up to four, a third of the length beyond that. The first of equally near candidates wins.
 */
export function closest(name: string, candidates: Iterable<string>): string | undefined {
  // A longer name is no slip of the fingers, and the distance of two long texts is costly.
  if (name.length > 100) return undefined;
  const wanted = name.toLowerCase();
  let limit = name.length <= 4 ? Math.min(name.length - 1, 1) : Math.floor(name.length / 3);
  let found: string | undefined;
  for (const candidate of candidates) {
    if (candidate === name) continue;
    const edits = distance(wanted, candidate.toLowerCase(), limit);
    if (edits > limit) continue;
    found = candidate;
    limit = edits - 1;
    if (limit < 0) break;
  }
  return found;
}

/** The hint for a name that is none of the known ones: the nearest of them, else what there is to say. */
export function nearest(name: string, known: Iterable<string>, otherwise: string, mark = ''): string {
  const near = closest(name, known);
  return near === undefined ? otherwise : `did you mean \`${mark}${near}\`?`;
}
