// Equality: whether two values of one type are the same, part by part.
import { bytesOf, componentsOf, partOffset, partsOf, variantsOf } from '../grammar/layout.js';
import type { BlockId, Value } from '../grammar/flow.js';
import type { Type } from '../grammar/signature.js';
import { isPlain } from './borsh.js';
import type { FlowBuilder } from './builder.js';
import { loadTyped } from './memory.js';
import * as wide from './wide.js';

type Values = readonly Value[];

/** Agave: SyscallMemcmp, which writes the difference as an i32. */
function branchSameBytes(
  b: FlowBuilder,
  left: Value,
  right: Value,
  size: Value,
  then: BlockId,
  otherwise: BlockId,
): void {
  const difference = b.slot(8);
  b.syscall('sol_memcmp_', [left, right, size, difference], true);
  b.branch('eq', b.load(4, difference), b.constant(0), then, otherwise);
}

/** Arrays of one length, element by element where their bytes do not tell. */
function branchElements(
  b: FlowBuilder,
  element: Type,
  left: Value,
  right: Value,
  length: Value,
  then: BlockId,
  otherwise: BlockId,
): void {
  const stride = bytesOf(element);
  if (isPlain(element))
    return branchSameBytes(b, left, right, b.binaryWith('mul', length, stride), then, otherwise);
  b.countTo(length, then, (index) => {
    const next = b.block();
    const offset = b.binaryWith('mul', index, stride);
    const values = [left, right].map((base) => loadTyped(b, element, b.binary('add', base, offset), 0));
    branchEqual(b, element, values[0]!, values[1]!, next, otherwise);
    b.enterSealed(next);
  });
}

function branchParts(
  b: FlowBuilder,
  parts: readonly Type[],
  left: Values,
  right: Values,
  then: BlockId,
  otherwise: BlockId,
): void {
  if (parts.length === 0) return b.jump(then);
  parts.forEach((part, index) => {
    const start = partOffset(parts, index);
    const end = start + componentsOf(part);
    const isLast = index === parts.length - 1;
    const next = isLast ? then : b.block();
    branchEqual(b, part, left.slice(start, end), right.slice(start, end), next, otherwise);
    if (!isLast) b.enterSealed(next);
  });
}

function branchVariants(
  b: FlowBuilder,
  variants: readonly (readonly Type[])[],
  left: Values,
  right: Values,
  then: BlockId,
  otherwise: BlockId,
): void {
  const sameTag = b.block();
  b.branch('ne', left[0]!, right[0]!, otherwise, sameTag);
  b.enterSealed(sameTag);
  variants.forEach((parts, tag) => {
    const here = b.block();
    const next = b.block();
    if (tag === variants.length - 1) b.jump(here);
    else b.branch('eq', left[0]!, b.constant(tag), here, next);
    b.enterSealed(here);
    branchParts(b, parts, left.slice(1), right.slice(1), then, otherwise);
    if (tag < variants.length - 1) b.enterSealed(next);
  });
}

/** Branches on whether two values of a type are equal. Functions are equal if they are one lambda and take along the same. */
export function branchEqual(
  b: FlowBuilder,
  type: Type,
  left: Values,
  right: Values,
  then: BlockId,
  otherwise: BlockId,
): void {
  switch (type.kind) {
    case 'integer':
      if (type.bits === 128)
        return wide.branch(
          b,
          '=',
          [left[0]!, left[1]!],
          [right[0]!, right[1]!],
          type.signed,
          then,
          otherwise,
        );
      return b.branch('eq', left[0]!, right[0]!, then, otherwise);
    case 'bool':
    case 'decimal':
      return b.branch('eq', left[0]!, right[0]!, then, otherwise);
    case 'pubkey': {
      for (let word = 0; word < 4; word++) {
        const next = word === 3 ? then : b.block();
        b.branch('ne', b.load(8, left[0]!, word * 8), b.load(8, right[0]!, word * 8), otherwise, next);
        if (word < 3) b.enterSealed(next);
      }
      return;
    }
    case 'string':
    case 'array': {
      const element: Type =
        type.kind === 'array' ? type.element : { kind: 'integer', signed: false, bits: 8 };
      if (type.kind === 'array' && type.length !== undefined)
        return branchElements(b, element, left[0]!, right[0]!, b.constant(type.length), then, otherwise);
      const sameLength = b.block();
      b.branch('ne', left[1]!, right[1]!, otherwise, sameLength);
      b.enterSealed(sameLength);
      return branchElements(b, element, left[0]!, right[0]!, left[1]!, then, otherwise);
    }
    default: {
      const parts = partsOf(type);
      if (parts) return branchParts(b, parts, left, right, then, otherwise);
      const variants = variantsOf(type);
      if (!variants) return b.jump(then);
      if (type.kind === 'function' && variants.length === 1)
        return branchParts(b, variants[0]!, left, right, then, otherwise);
      return branchVariants(b, variants, left, right, then, otherwise);
    }
  }
}
