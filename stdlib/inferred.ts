// Types while they are being inferred: an integer literal stays open until something decides its type.
import { i64, sameType, typeName, type IntegerType, type Type } from '../grammar/signature.js';

/** The type of an integer literal nobody has decided yet; `bound` points on once two meet or one is decided. */
export interface Hole {
  readonly kind: 'hole';
  bound: Hole | IntegerType | undefined;
}

export type Inferred = Type | Hole;

export function hole(): Hole {
  return { kind: 'hole', bound: undefined };
}

/** Follows bound holes to the type or the open hole at their end. */
export function prune(type: Inferred): Inferred {
  let current = type;
  while (current.kind === 'hole' && current.bound) current = current.bound;
  return current;
}

/** Makes two types one, deciding open holes. `never` agrees with everything. Undefined if they cannot agree. */
export function unify(left: Inferred, right: Inferred): Inferred | undefined {
  const a = prune(left);
  const b = prune(right);
  if (a === b || b.kind === 'never') return a;
  if (a.kind === 'never') return b;
  if (a.kind === 'hole') {
    if (b.kind !== 'hole' && b.kind !== 'integer') return undefined;
    a.bound = b;
    return b;
  }
  if (b.kind === 'hole') return unify(b, a);
  return sameType(a, b) ? a : undefined;
}

/** The decided type: an integer literal with no context is an i64. */
export function settle(type: Inferred): Type {
  const pruned = prune(type);
  if (pruned.kind !== 'hole') return pruned;
  pruned.bound = i64;
  return i64;
}

/** Whether the type is an integer type or may become one. */
export function isInteger(type: Inferred): boolean {
  const { kind } = prune(type);
  return kind === 'integer' || kind === 'hole' || kind === 'never';
}

/** The type as messages name it. */
export function showType(type: Inferred): string {
  const pruned = prune(type);
  return pruned.kind === 'hole' ? 'integer' : typeName(pruned);
}
