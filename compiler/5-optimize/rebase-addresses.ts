// Reaches memory at constant addresses from one base: the input from the entry's first parameter, which holds its start,
// and globals from the start of the heap.
import type { FlowFunction, Load, Store, Value } from '../../grammar/flow.js';
import * as make from '../../grammar/flow/make.js';
import { heapStart, inputStart } from '../../grammar/memory.js';
import type { Known } from './identities.js';

/** What a 16-bit signed offset reaches, less a word. */
const reach = 32_760n;

type Access = Load | Store;

function moved(access: Access, address: Value, offset: number): Access {
  return make.like<Access>(access, { address, offset });
}

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
    return moved(access, target.parameters[0]!, Number(address - inputStart));
  if (address <= heapStart || address > heapStart + reach || bits === heapStart) return undefined;
  return moved(access, known.constant(heapStart), Number(address - heapStart));
}
