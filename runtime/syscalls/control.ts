// Control: syscalls that end the program or tell where in the transaction it stands.
import { flat, linear, linearUnits } from '../../grammar/costs.js';
import { inputParameter, integerParameter, lengthParameter, outputParameter } from '../../grammar/syscall.js';
import type { InstructionContext } from '../bank/instruction-context.js';
import type { Memory } from '../memory.js';
import type { SyscallRow } from './syscall.js';
import { consume, refusal, refusalWith } from './syscall.js';
import { bytesAt, disjoint, elementsAt, keyAt, roomAt, textAt } from './translate.js';

const panicCost = linear('length', {});
const heightCost = flat(100);
const siblingCost = flat(100);

/** Bytes of the header of a told instruction, and of one of its accounts. */
const headerSize = 16n;
const metaSize = 34n;

/** Where a program wants to be told about an instruction. */
interface SiblingRoom {
  readonly meta: bigint;
  readonly program: bigint;
  readonly data: bigint;
  readonly accounts: bigint;
}

function tellSibling(memory: Memory, sibling: InstructionContext, room: SiblingRoom): void {
  const bytes = roomAt(memory, room.meta, Number(headerSize), 8n);
  const header = new DataView(bytes.buffer, bytes.byteOffset);
  const [dataLength, count] = [BigInt(sibling.data.length), BigInt(sibling.uses.length)];
  if (header.getBigUint64(0, true) !== dataLength || header.getBigUint64(8, true) !== count) {
    header.setBigUint64(0, dataLength, true);
    header.setBigUint64(8, count, true);
    return;
  }
  const program = keyAt(memory, room.program, 'write');
  const data = bytesAt(memory, room.data, dataLength, 'write');
  const accounts = elementsAt(memory, room.accounts, count, {
    size: metaSize,
    alignment: 1n,
    access: 'write',
  });
  const ranges = [
    [room.meta, headerSize],
    [room.program, 32n],
    [room.data, dataLength],
    [room.accounts, count * metaSize],
  ] as const;
  const overlaps = ranges.some(([start, length], index) =>
    ranges.slice(index + 1).some(([other, otherLength]) => !disjoint(start, length, other, otherLength)),
  );
  if (overlaps) throw refusal('CopyOverlapping');
  program.set(sibling.programId);
  data.set(sibling.data);
  sibling.uses.forEach(({ signer, writable }, position) => {
    accounts.set([...sibling.key(position), Number(signer), Number(writable)], position * Number(metaSize));
  });
}

export const controlSyscalls = [
  {
    name: 'abort',
    parameters: [],
    doc: 'Ends the program as failed.',
    cost: flat(0),
    specification: 'Agave: SyscallAbort',
    noReturn: true,
    run: () => {
      throw refusal('Abort');
    },
  },
  {
    name: 'sol_panic_',
    parameters: [
      inputParameter('file'),
      lengthParameter('length'),
      integerParameter('line'),
      integerParameter('column'),
    ],
    doc: 'Ends the program as failed and tells a place of its source.',
    cost: panicCost,
    specification: 'Agave: SyscallPanic',
    noReturn: true,
    run: ({ memory, meter }, file, length, line, column) => {
      consume(meter, linearUnits(panicCost, length));
      const name = textAt(memory, file, length);
      throw refusalWith('Panic', `SBF program Panicked in ${name} at ${line}:${column}`);
    },
  },
  {
    name: 'sol_get_stack_height',
    parameters: [],
    doc: 'r0 is how deep the instruction is nested: 1 for one of the transaction, more for one that a program invoked.',
    cost: heightCost,
    specification: 'Agave: SyscallGetStackHeight',
    gate: 'add_get_processed_sibling_instruction_syscall',
    run: ({ meter, invocation }) => {
      consume(meter, heightCost.units);
      return BigInt(invocation.instruction.height);
    },
  },
  {
    name: 'sol_get_processed_sibling_instruction',
    parameters: [
      integerParameter('index'),
      outputParameter('meta'),
      outputParameter('program'),
      outputParameter('data'),
      outputParameter('accounts'),
    ],
    doc:
      'Tells what instruction was run before this one on the same level, counted back by `index`. r0 is 1, or 0 if ' +
      'there was none. `meta` holds two u64, the length of its data and the number of its accounts: where they are ' +
      'right, program, data and accounts (32 bytes, signer u8, writable u8) are written, else only they.',
    cost: siblingCost,
    specification: 'Agave: SyscallGetProcessedSiblingInstruction',
    gate: 'add_get_processed_sibling_instruction_syscall',
    run: (context, index, meta, program, data, accounts) => {
      consume(context.meter, siblingCost.units);
      const sibling = context.invocation.transaction.sibling(index);
      if (sibling === undefined) return 0n;
      tellSibling(context.memory, sibling, { meta, program, data, accounts });
      return 1n;
    },
  },
] as const satisfies readonly SyscallRow[];
