// Faults: how the machine stops a program. Thrown inside the machine only; whoever runs it gets a value.

/** The names of Agave's EbpfError. `SyscallError`: what a syscall refused, in the syscall's own words. */
export type FaultVariant =
  | 'ExceededMaxInstructions'
  | 'CallDepthExceeded'
  | 'DivideByZero'
  | 'DivideOverflow'
  | 'ExecutionOverrun'
  | 'CallOutsideTextSegment'
  | 'UnsupportedInstruction'
  | 'AccessViolation'
  | 'StackAccessViolation'
  | 'SyscallError';

/**
 * Not an Error: it needs no stack trace and must be cheap.
 * `text` is what Agave logs after `failed: `; `detail` is for whoever threw it (a syscall's error code).
 */
export class Fault {
  constructor(
    readonly variant: FaultVariant,
    readonly text: string,
    readonly detail?: string,
  ) {}
}

const texts = {
  ExceededMaxInstructions: 'exceeded CUs meter at BPF instruction',
  CallDepthExceeded: 'exceeded max BPF to BPF call depth',
  DivideByZero: 'divide by zero at BPF instruction',
  DivideOverflow: 'division overflow at BPF instruction',
  ExecutionOverrun: 'attempted to execute past the end of the text segment at BPF instruction',
  CallOutsideTextSegment: 'callx attempted to call outside of the text segment',
  UnsupportedInstruction: 'unsupported BPF instruction',
} as const satisfies Partial<Record<FaultVariant, string>>;

/** The fault of a variant whose text is fixed. Source: Agave's EbpfError. */
export function fault(variant: keyof typeof texts): Fault {
  return new Fault(variant, texts[variant]);
}

export type Access = 'read' | 'write';

/** An access no region allows; `region` as Agave names it. */
export function accessViolation(access: Access, address: bigint, size: bigint, region: string): Fault {
  const what = access === 'read' ? 'reading' : 'writing';
  const place = `0x${address.toString(16)} (in ${region} region)`;
  return new Fault('AccessViolation', `Access violation ${what} ${size} bytes at address ${place}`);
}

/** An access near the stack that no frame allows; `frame` counts from the start of the stack, -1 lies before it. */
export function stackAccessViolation(frame: bigint, address: bigint, size: bigint): Fault {
  const text = `Access violation in stack frame ${frame} at address 0x${address.toString(16)} of size ${size}`;
  return new Fault('StackAccessViolation', text);
}
