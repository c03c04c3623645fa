// Run program: one deployed program on the running instruction: input, machine, metering, read-back.
import { base64 } from '@scure/base';
import { encodeBase58 } from '../../grammar/base58.js';
import { defaultHeapSize, inputStart } from '../../grammar/memory.js';
import { openSession } from '../engine.js';
import type { Executable } from '../executable.js';
import { failed, InstructionFailure, instructionErrors, returnedError } from './errors.js';
import type { InvocationRecord, InvokeContext } from './invoke-context.js';
import { readBack } from './read-back.js';
import { maximumInstructionAccounts, planInput, writeInput } from './serialize.js';
import { ProgramContext, syscallsIn } from './syscall-context.js';

/** Units for each 32 KiB of heap beyond the first. Agave: DEFAULT_HEAP_COST. */
const heapPageCost = 8;

/** Throws what the program fails with. Agave: execute of program-runtime/src/vm.rs. */
export function runProgram(
  executable: Executable,
  aligned: boolean,
  invocation: InvokeContext,
  record: InvocationRecord,
): void {
  const { instruction, meter, transaction, environment } = invocation;
  if (instruction.uses.length > maximumInstructionAccounts) throw failed('MaxAccountsExceeded');
  const plan = planInput(instruction, aligned);
  const before = meter.remaining;
  payHeap(invocation);
  const id = encodeBase58(instruction.programId);
  const { heapSize } = environment;
  const observe = environment.observe?.(id, instruction.height);
  const session = openSession(
    { executable, heapSize, inputLength: plan.length, aligned },
    environment.engine,
    observe,
  );
  try {
    const input = writeInput(plan, instruction, session.input);
    const { logs } = invocation;
    const { programId } = instruction;
    const context = new ProgramContext(
      session.memory,
      meter,
      logs,
      programId,
      environment,
      input,
      () => invocation,
    );
    const { registers } = session;
    registers[1] = inputStart;
    registers[2] = inputStart + BigInt(input.dataOffset);
    const paid = meter.remaining;
    const run = session.run({ memory: session.memory, registers, meter, syscall: syscallsIn(context) });
    record.run = run;
    invocation.log(`Program ${id} consumed ${paid - meter.remaining} of ${before} compute units`);
    const { data } = transaction.returnData;
    if (data.length > 0) invocation.log(`Program return: ${id} ${base64.encode(data)}`);
    if (!run.ok) {
      // SIMD-0182: what the machine itself stops takes all that is left.
      if (!run.inSyscall && invocation.has('deplete_cu_meter_on_vm_failure')) meter.remaining = 0;
      throw run.fault;
    }
    if (run.r0 !== 0n) throw new InstructionFailure(returnedError(run.r0));
    readBack(input, instruction);
  } finally {
    session.close();
  }
}

function payHeap(invocation: InvokeContext): void {
  const pages = Math.ceil(invocation.environment.heapSize / defaultHeapSize) - 1;
  try {
    invocation.consume(Math.max(pages, 0) * heapPageCost);
  } catch (thrown) {
    if (!(thrown instanceof InstructionFailure)) throw thrown;
    invocation.log(`Failed to create SBF VM: ${instructionErrors.ComputationalBudgetExceeded}`);
    throw failed('ProgramEnvironmentSetupFailure');
  }
}
