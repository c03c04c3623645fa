// Compute budget: what a transaction asks of the machine by instructions to the compute budget program.
import { defaultHeapSize, maximumHeapSize } from '../../../grammar/memory.js';
import type { ExecutionError } from '../errors.js';
import { instructionError } from '../errors.js';
import { builtinAt } from '../builtins.js';
import { precompileIds } from '../precompile.js';
import { duplicateInstruction, transactionError } from './errors.js';
import type { LoadedMessage } from './message.js';

const computeBudgetId = 'ComputeBudget111111111111111111111111111111';

/** Units where a transaction does not say: for each instruction of a builtin program and of any other (SIMD-0170). */
const unitsPerBuiltin = 3000;
const unitsPerInstruction = 200_000;
export const maximumUnits = 1_400_000;

/** Bytes of accounts a transaction may load. Agave: MAX_LOADED_ACCOUNTS_DATA_SIZE_BYTES. */
const maximumLoadedSize = 64 * 1024 * 1024;

export interface ComputeBudget {
  readonly units: number;
  /** Millionths of a lamport for each unit. */
  readonly unitPrice: bigint;
  readonly heapSize: number;
  readonly loadedAccountsSize: number;
}

/** What the instructions ask for, by the first byte of each. Source: ComputeBudgetInstruction. */
const requests = { 1: 'heapSize', 2: 'units', 3: 'unitPrice', 4: 'loadedAccountsSize' } as const;
type RequestName = (typeof requests)[keyof typeof requests];

/** Agave: process_compute_budget_instructions. */
export function computeBudgetOf(message: LoadedMessage): ComputeBudget | ExecutionError {
  const asked: Partial<Record<RequestName, bigint>> = {};
  let heapInstruction = 0;
  for (const [index, { programIndex, data }] of message.instructions.entries()) {
    if (message.addresses[programIndex] !== computeBudgetId) continue;
    const request = readRequest(data);
    if (request === undefined) return invalidInstruction(index);
    if (asked[request.name] !== undefined) return duplicateInstruction(index);
    asked[request.name] = request.value;
    if (request.name === 'heapSize') heapInstruction = index;
  }
  if (asked.heapSize !== undefined && !isHeapSize(asked.heapSize)) return invalidInstruction(heapInstruction);
  if (asked.loadedAccountsSize === 0n) return transactionError('InvalidLoadedAccountsDataSizeLimit');
  const units = asked.units === undefined ? defaultUnits(message) : Number(asked.units);
  return {
    units: Math.min(units, maximumUnits),
    unitPrice: asked.unitPrice ?? 0n,
    heapSize: Number(asked.heapSize ?? defaultHeapSize),
    loadedAccountsSize: Math.min(Number(asked.loadedAccountsSize ?? maximumLoadedSize), maximumLoadedSize),
  };
}

const invalidInstruction = (index: number): ExecutionError => ({
  ...instructionError('InvalidInstructionData'),
  instruction: index,
});

function readRequest(data: Uint8Array): { name: RequestName; value: bigint } | undefined {
  const name = (requests as Readonly<Record<number, RequestName>>)[data[0] ?? 0];
  const size = name === 'unitPrice' ? 8 : 4;
  if (name === undefined || data.length < 1 + size) return undefined;
  const view = new DataView(data.buffer, data.byteOffset);
  return { name, value: size === 8 ? view.getBigUint64(1, true) : BigInt(view.getUint32(1, true)) };
}

function isHeapSize(size: bigint): boolean {
  return size >= defaultHeapSize && size <= maximumHeapSize && size % 1024n === 0n;
}

const cheapPrecompiles: ReadonlySet<string> = new Set([precompileIds.ed25519, precompileIds.secp256k1]);

function defaultUnits({ instructions, addresses }: LoadedMessage): number {
  const isBuiltin = (id: string): boolean => builtinAt(id) !== undefined || cheapPrecompiles.has(id);
  return instructions.reduce(
    (units, { programIndex }) =>
      units + (isBuiltin(addresses[programIndex]!) ? unitsPerBuiltin : unitsPerInstruction),
    0,
  );
}
