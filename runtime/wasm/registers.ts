// Registers: their numbers and the masks that stand for sets of them.

export const registerCount = 11;
export const framePointer = 10;

/** r0 to r5: what a called function leaves in them is what its caller finds. */
export const passedBack = 0x03f;
/** r6 to r9 and the frame pointer: a caller finds them as it left them. */
export const kept = 0x7c0;
export const argumentMask = 0x03e;

const lists: (readonly number[] | undefined)[] = [];

/** The registers of a mask, in ascending order. */
export function registersIn(mask: number): readonly number[] {
  return (lists[mask] ??= Array.from({ length: registerCount }, (_, register) => register).filter(
    (register) => (mask >> register) & 1,
  ));
}
