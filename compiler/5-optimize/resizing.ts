// Where accounts may have been resized already: there their lengths no longer tell where the next entry lies.
import {
  edgesOf,
  type BlockId,
  type FlowFunction,
  type FlowInstruction,
  type FlowProgram,
  type Value,
} from '../../grammar/flow.js';
import { input } from '../../grammar/memory.js';
import { calleesOf } from './call-graph.js';

/** What is known of one function. */
export interface Lateness {
  /** Whether accounts may have been resized when control comes to the block. */
  isLate(block: BlockId): boolean;
  /** Whether accounts may be resized by the instruction. */
  resizes(instruction: FlowInstruction): boolean;
}

/** What is known of a program; functions are told by their numbers. */
export interface Resizing {
  /** Whether the function may be called when accounts have been resized already. */
  entersLate(index: number): boolean;
  latenessOf(index: number): Lateness;
}

/** Invoked programs may resize the accounts they are handed (Agave: cpi_common). */
const invocations: ReadonlySet<string> = new Set(['sol_invoke_signed_c', 'sol_invoke_signed_rust']);

/** Whether a first look at a function leaves it open that one of its instructions resizes accounts. */
function mayResize({ blocks }: FlowFunction): boolean {
  for (const { instructions } of blocks) {
    for (const instruction of instructions) {
      if (instruction.kind === 'syscall' && invocations.has(instruction.name)) return true;
      if (instruction.kind === 'store' && instruction.offset === input.account.dataLength) return true;
    }
  }
  return false;
}

/** Whether an instruction of the function calls a program, or stores to the length of an account. */
function resizesIn({ blocks }: FlowFunction): (instruction: FlowInstruction) => boolean {
  const accounts = new Set<Value>();
  for (const { instructions } of blocks)
    for (const instruction of instructions)
      if (instruction.kind === 'account') accounts.add(instruction.result);
  return (instruction) => {
    if (instruction.kind === 'syscall') return invocations.has(instruction.name);
    if (instruction.kind !== 'store' || instruction.offset !== input.account.dataLength) return false;
    return accounts.has(instruction.address);
  };
}

/** The numbers that the given ones lead to, themselves among them. */
export function reach(
  from: readonly number[],
  next: (index: number) => readonly number[],
): ReadonlySet<number> {
  const reached = new Set<number>();
  const open = [...from];
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    if (reached.has(index)) continue;
    reached.add(index);
    open.push(...next(index));
  }
  return reached;
}

/** Functions that resize accounts, or call one that does. */
function resizingFunctions(
  { functions }: FlowProgram,
  resizes: readonly ((instruction: FlowInstruction) => boolean)[],
): ReadonlySet<number> {
  const callers = functions.map((): number[] => []);
  functions.forEach((target, index) => calleesOf(target).forEach((callee) => callers[callee]!.push(index)));
  const themselves = functions.flatMap(({ blocks }, index) =>
    blocks.some(({ instructions }) => instructions.some(resizes[index]!)) ? [index] : [],
  );
  return reach(themselves, (index) => callers[index]!);
}

/** The blocks that control may come to after an instruction for which `resizes` holds. */
function blocksAfter(
  { blocks }: FlowFunction,
  resizes: (instruction: FlowInstruction) => boolean,
): ReadonlySet<BlockId> {
  const following = (block: BlockId) => edgesOf(blocks[block]!.terminator).map((edge) => edge.block);
  const starts = blocks.flatMap(({ instructions }, block) =>
    instructions.some(resizes) ? following(block) : [],
  );
  return reach(starts, following);
}

const nothingResizes: Resizing = {
  entersLate: () => false,
  latenessOf: () => ({ isLate: () => false, resizes: () => false }),
};

/** Looks through a program. */
export function findResizing(program: FlowProgram): Resizing {
  const { functions } = program;
  if (!functions.some(mayResize)) return nothingResizes;
  const own = functions.map(resizesIn);
  const resizing = resizingFunctions(program, own);
  const resizes = own.map((itself) => (instruction: FlowInstruction): boolean => {
    return instruction.kind === 'call' ? resizing.has(instruction.callee) : itself(instruction);
  });
  const late = functions.map((target, index) => blocksAfter(target, resizes[index]!));
  const calledLate = functions.flatMap(({ blocks }, index) =>
    blocks.flatMap(({ instructions }, block) => {
      const first = late[index]!.has(block) ? 0 : instructions.findIndex(resizes[index]!) + 1;
      const after = first > 0 || late[index]!.has(block) ? instructions.slice(first) : [];
      return after.flatMap((instruction) => (instruction.kind === 'call' ? [instruction.callee] : []));
    }),
  );
  const enteredLate = reach(calledLate, (index) => calleesOf(functions[index]!));
  return {
    entersLate: (index) => enteredLate.has(index),
    latenessOf: (index) => ({
      isLate: (block) => enteredLate.has(index) || late[index]!.has(block),
      resizes: resizes[index]!,
    }),
  };
}
