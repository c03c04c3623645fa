// Where the arguments of internal calls travel, as caller and callee agree on it.

/** Arguments that travel in registers r1 to r5; the others lie at the top of the caller's frame. */
export const registerArguments = 5;

/** Where argument `index` (from `registerArguments` up) lies, from the caller's r10. */
export const argumentOffset = (index: number): number => -8 * (index - registerArguments + 1);
