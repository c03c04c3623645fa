// Copies the keys in a value: those of accounts are read in place, and would change with the data.
import type { Value } from '../../grammar/flow.js';
import { componentsOf, holdsKey, partsOf, variantsOf } from '../../grammar/layout.js';
import type { Type } from '../../grammar/signature.js';
import type { FlowBuilder } from '../../stdlib/builder.js';
import { copyKey } from '../../stdlib/program/internal.js';

/** The components of a value with copies of the keys in it. */
export function copyKeys(b: FlowBuilder, type: Type, values: readonly Value[]): readonly Value[] {
  if (type.kind === 'pubkey') return [copyKey(b, values[0]!)];
  const variants = variantsOf(type);
  // What is one lambda has no tag.
  if (variants?.length === 1 && type.kind === 'function') return copyInParts(b, variants[0]!, values);
  if (variants) return copyInVariant(b, variants, values);
  const parts = partsOf(type);
  return parts ? copyInParts(b, parts, values) : values;
}

function copyInParts(b: FlowBuilder, parts: readonly Type[], values: readonly Value[]): readonly Value[] {
  const copies: Value[] = [];
  for (const part of parts) {
    const own = values.slice(copies.length, copies.length + componentsOf(part));
    copies.push(...(holdsKey(part) ? copyKeys(b, part, own) : own));
  }
  return [...copies, ...values.slice(copies.length)];
}

/** Where the tag says that a variant is not there, there is nothing of it to copy. */
function copyInVariant(
  b: FlowBuilder,
  variants: readonly (readonly Type[])[],
  [tag, ...payload]: readonly Value[],
): readonly Value[] {
  const cells = payload.map((value) => {
    const cell = b.cell();
    b.write(cell, value);
    return cell;
  });
  variants.forEach((parts, number) => {
    if (!parts.some(holdsKey)) return;
    const [there, after] = [b.block(), b.block()];
    b.branch('eq', tag!, b.constant(number), there, after);
    b.enterSealed(there);
    copyInParts(b, parts, payload).forEach((value, i) => b.write(cells[i]!, value));
    b.jump(after);
    b.enterSealed(after);
  });
  return [tag!, ...cells.map((cell) => b.read(cell))];
}
