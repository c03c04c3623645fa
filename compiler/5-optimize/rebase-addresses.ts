// Reaches memory at constant addresses from one base: the input from the entry's first parameter, which holds its start,
// and globals from the start of the heap.
import type { FlowFunction, FlowInstruction } from '../../grammar/flow.js';
import { heapStart, inputStart } from '../../grammar/memory.js';
import type { Known } from './identities.js';

/** What a 16-bit signed offset reaches, less a word. */
const reach = 32_760n;

type Access = Extract<FlowInstruction, { readonly kind: 'load' | 'store' }>;

/** The access by way of such a base, or undefined if it takes none or takes it already. */
export function rebase(
  access: Access,
  target: FlowFunction,
  isEntry: boolean,
  known: Known,
): Access | undefined {
  const bits = known.bitsOf(access.address);
  if (bits === undefined) return undefined;
  const address = bits + BigInt(access.offset);
  if (isEntry && address >= inputStart && address <= inputStart + reach)
    return { ...access, address: target.parameters[0]!, offset: Number(address - inputStart) };
  if (address <= heapStart || address > heapStart + reach || bits === heapStart) return undefined;
  return { ...access, address: known.constant(heapStart), offset: Number(address - heapStart) };
}
