// Transaction context: the stack and the trace of a transaction's instructions, and what they leave for each other.
import { failed } from './errors.js';
import type { InstructionContext } from './instruction-context.js';
import type { TransactionAccounts } from './transaction-accounts.js';
import { markCurrentInstruction } from './instructions-sysvar.js';

/** What a program left for its caller, and which program that was. */
export interface ReturnData {
  readonly programId: Uint8Array;
  readonly data: Uint8Array;
}

/** Instructions a transaction may run, its own and those programs invoke. Agave: MAX_INSTRUCTION_TRACE_LENGTH. */
const maximumTraceLength = 64;

/** Instructions that may be nested. Agave: MAX_INSTRUCTION_STACK_DEPTH, and with SIMD-0268. */
export const maximumHeight = { today: 5, raised: 9 } as const;

export class TransactionContext {
  /** The running instructions, the innermost last. */
  readonly stack: InstructionContext[] = [];
  /** All instructions that were started, in that order. */
  readonly trace: InstructionContext[] = [];
  returnData: ReturnData = { programId: new Uint8Array(32), data: new Uint8Array(0) };
  /** How many of the transaction's own instructions were started. */
  #started = 0;

  constructor(
    readonly accounts: TransactionAccounts,
    readonly heightLimit: number = maximumHeight.today,
  ) {}

  /** The instruction that runs. */
  get current(): InstructionContext {
    const current = this.stack.at(-1);
    if (current === undefined) throw failed('CallDepth');
    return current;
  }

  push(instruction: InstructionContext): void {
    const height = this.stack.length;
    if (height > 0 && this.accounts.lamportsDelta !== 0n) throw failed('UnbalancedInstruction');
    if (this.trace.length >= maximumTraceLength) throw failed('MaxInstructionTraceLengthExceeded');
    instruction.height = height + 1;
    this.trace.push(instruction);
    if (height === 0) this.#started++;
    if (height >= this.heightLimit) throw failed('CallDepth');
    this.stack.push(instruction);
    markCurrentInstruction(this.accounts, this.#started - 1);
  }

  /** Ends the innermost instruction; throws if it has made or lost lamports and did not fail otherwise. */
  pop(failing: boolean): void {
    this.stack.pop();
    if (!failing && this.accounts.lamportsDelta !== 0n) throw failed('UnbalancedInstruction');
  }

  /**
   * The instruction that was started `index` instructions before the running one on its level, in the same invocation.
   * Agave: SyscallGetProcessedSiblingInstruction.
   */
  sibling(index: bigint): InstructionContext | undefined {
    const { height } = this.current;
    let passed = 0n;
    for (let at = this.trace.length - 1; at >= 0; at--) {
      const instruction = this.trace[at]!;
      if (instruction.height < height) return undefined;
      if (instruction.height > height) continue;
      if (passed === index + 1n) return instruction;
      passed++;
    }
    return undefined;
  }
}
