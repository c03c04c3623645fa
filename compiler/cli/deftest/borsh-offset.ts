// Where a value in Borsh ends, by its bytes.
import { bytesOf, partsOf, variantsOf } from '../../../grammar/layout.js';
import type { Type } from '../../../grammar/signature.js';
import { isPlain } from '../../../stdlib/borsh.js';

/** The offset behind values of some types that begin at an offset; undefined where there are too few bytes for them. */
export function offsetBehind(types: readonly Type[], data: Uint8Array, start: number): number | undefined {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  let at = start;
  const count = (): number => view.getUint32((at += 4) - 4, true);
  const pass = (type: Type): void => {
    if (isPlain(type)) at += bytesOf(type);
    else if (type.kind === 'string') at += count();
    else if (type.kind === 'array') {
      const elements = type.length ?? count();
      if (isPlain(type.element)) at += elements * bytesOf(type.element);
      else for (let index = 0; index < elements && at <= data.length; index++) pass(type.element);
    } else (partsOf(type) ?? variantsOf(type)?.[view.getUint8(at++)] ?? []).forEach(pass);
  };
  try {
    types.forEach(pass);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
  return at <= data.length ? at : undefined;
}
