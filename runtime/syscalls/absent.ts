// Syscalls of Solana that this machine does not have: none.

/** Their names by the unsigned hash that instructions carry. */
export const absentSyscalls: ReadonlyMap<number, string> = new Map<number, string>();
