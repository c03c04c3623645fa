// Selection of single instructions: each Flow instruction becomes the cheapest machine instructions that do it.
import type { BinaryOperator, FlowInstruction, Value } from '../../grammar/flow.js';
import type { Span } from '../../grammar/source.js';
import { argumentOffset, registerArguments } from './call-arguments.js';
import { asSigned, fitsImmediate } from './facts.js';
import {
  copyAll,
  copyTo,
  framePointer,
  type Operand,
  type Operation,
  type Pair,
  type Register,
  type Source,
} from './machine.js';
import type { Selection } from './select.js';
import { selectLoad, selectStore } from './select-access.js';
import { testOf } from './select-test.js';

type Of<Kind extends FlowInstruction['kind']> = Extract<FlowInstruction, { kind: Kind }>;

export function selectInstruction(selection: Selection, instruction: FlowInstruction): void {
  switch (instruction.kind) {
    case 'constant':
    case 'slot':
    case 'address':
      return;
    case 'binary':
      return selectBinary(selection, instruction);
    case 'compare':
      return selectCompare(selection, instruction);
    case 'extend':
      return selectExtend(selection, instruction);
    case 'load':
      return selectLoad(selection, instruction);
    case 'store':
      return selectStore(selection, instruction);
    case 'call':
      return selectCall(selection, instruction);
    case 'syscall':
      return selectSyscall(selection, instruction);
    case 'account':
      throw new RangeError('account instructions are expanded before selection');
  }
}

const operationOf: Record<BinaryOperator, Operation> = {
  add: 'add64',
  sub: 'sub64',
  mul: 'mul64',
  div: 'div64',
  rem: 'mod64',
  and: 'and64',
  or: 'or64',
  xor: 'xor64',
  shl: 'lsh64',
  lshr: 'rsh64',
  ashr: 'arsh64',
};

const commutative: readonly BinaryOperator[] = ['add', 'mul', 'and', 'or', 'xor'];
const shifts: readonly BinaryOperator[] = ['shl', 'lshr', 'ashr'];
/** The operators the machine may fault on, so their instruction stays even if nobody reads the result. */
const faulting: readonly BinaryOperator[] = ['div', 'rem'];

/** `dst = left; dst op= operand`, the form every arithmetic instruction takes. */
function twoAddress(
  selection: Selection,
  dst: Register,
  left: Source,
  operation: Operation,
  operand: Operand | undefined,
  span: Span,
): void {
  selection.emit(copyTo(dst, left, span), { kind: 'operate', operation, dst, operand, span });
}

function selectBinary(selection: Selection, instruction: Of<'binary'>): void {
  const { facts } = selection;
  const { operator, result, span } = instruction;
  if (facts.known(result)) return;
  if (!selection.isDemanded(result) && !faulting.includes(operator)) return;
  const dst = selection.result(result);
  const indexed = facts.indexedSlot(result);
  if (indexed)
    return twoAddress(selection, dst, selection.source(indexed.index), 'add64', framePointer, span);
  let { left, right } = instruction;
  if (commutative.includes(operator)) {
    const constantLeft = facts.known(left) !== undefined && facts.known(right) === undefined;
    const copiesRight =
      facts.known(right) === undefined && !selection.diesHere(left) && selection.diesHere(right);
    if (constantLeft || copiesRight) [left, right] = [right, left];
  }
  const constant = facts.constant(right);
  const signed = constant === undefined ? undefined : asSigned(constant);
  if (signed === undefined) {
    if (operator === 'sub' && facts.constant(left) === 0n)
      return twoAddress(selection, dst, selection.register(right), 'neg64', undefined, span);
    const operand = selection.register(right);
    return twoAddress(selection, dst, selection.source(left), operationOf[operator], operand, span);
  }
  if (shifts.includes(operator)) {
    // The verifier refuses amounts beyond the width; the machine takes amounts modulo 64.
    const immediate = Number(signed & 63n);
    if (immediate === 0) return selection.emit(copyTo(dst, selection.source(left), span));
    return twoAddress(selection, dst, selection.source(left), operationOf[operator], { immediate }, span);
  }
  if (operator === 'and' && constant === 0xffff_ffffn)
    return selection.emit({ kind: 'narrow', dst, src: selection.register(left), span });
  if (signed === 0n && ['add', 'sub', 'or', 'xor'].includes(operator))
    return selection.emit(copyTo(dst, selection.source(left), span));
  if (operator === 'sub' && fitsImmediate(-signed))
    return twoAddress(selection, dst, selection.source(left), 'add64', { immediate: Number(-signed) }, span);
  // A constant divisor of zero must fault when it runs; as an immediate the verifier would refuse it.
  const fits = fitsImmediate(signed) && !(signed === 0n && faulting.includes(operator));
  const operand = fits ? { immediate: Number(signed) } : selection.register(right);
  twoAddress(selection, dst, selection.source(left), operationOf[operator], operand, span);
}

function selectCompare(selection: Selection, instruction: Of<'compare'>): void {
  const { facts } = selection;
  const { result, comparison, left, right, span } = instruction;
  if (!selection.isDemanded(result)) return;
  const dst = selection.result(result);
  const constant = facts.constant(right);
  const isTruth = facts.bitsOf(left) === 1;
  if (comparison === 'slt' && constant === 0n)
    return twoAddress(selection, dst, selection.source(left), 'rsh64', { immediate: 63 }, span);
  if (comparison === 'ne' && constant === 0n && isTruth)
    return selection.emit(copyTo(dst, selection.source(left), span));
  if (comparison === 'eq' && constant === 0n && isTruth)
    return twoAddress(selection, dst, selection.source(left), 'xor64', { immediate: 1 }, span);
  if (comparison === 'set' && constant === 1n)
    return twoAddress(selection, dst, selection.source(left), 'and64', { immediate: 1 }, span);
  selection.emit({ kind: 'set', dst, test: testOf(selection, instruction), span });
}

/** 64-bit operators whose 32-bit form gives its result extended in the same way (sBPF v0 and v3). */
const extendingOperations: Readonly<
  Record<'signed' | 'unsigned', Partial<Record<BinaryOperator, Operation>>>
> = {
  signed: { add: 'add32', sub: 'sub32', mul: 'mul32' },
  unsigned: { and: 'and32', or: 'or32', xor: 'xor32' },
};

function selectExtend(selection: Selection, instruction: Of<'extend'>): void {
  const { facts } = selection;
  const { result, operand, bits, signed, span } = instruction;
  if (!selection.isDemanded(result)) return;
  const dst = selection.result(result);
  if (bits === 32 && fuseExtension(selection, instruction)) return;
  if (facts.bitsOf(operand) <= (signed ? bits - 1 : bits))
    return selection.emit(copyTo(dst, selection.source(operand), span));
  if (!signed && bits === 32)
    return selection.emit({ kind: 'narrow', dst, src: selection.register(operand), span });
  if (!signed)
    return twoAddress(selection, dst, selection.source(operand), 'and64', { immediate: 2 ** bits - 1 }, span);
  if (bits === 32)
    return twoAddress(selection, dst, selection.source(operand), 'add32', { immediate: 0 }, span);
  const amount: Operand = { immediate: 64 - bits };
  selection.emit(
    copyTo(dst, selection.source(operand), span),
    { kind: 'operate', operation: 'lsh64', dst, operand: amount, span },
    { kind: 'operate', operation: 'arsh64', dst, operand: amount, span },
  );
}

/** An operator and the extension of its result as one 32-bit operation, if nobody else reads the wide result. */
function fuseExtension(selection: Selection, { result, operand, signed, span }: Of<'extend'>): boolean {
  const { facts } = selection;
  const inner = facts.definitions[operand];
  if (inner?.kind !== 'binary' || facts.uses[operand] !== 1 || facts.known(operand)) return false;
  const operation = extendingOperations[signed ? 'signed' : 'unsigned'][inner.operator];
  if (!operation) return false;
  const swap = facts.known(inner.left) !== undefined && commutative.includes(inner.operator);
  const [left, right] = swap ? [inner.right, inner.left] : [inner.left, inner.right];
  const constant = facts.constant(right);
  const low: Operand =
    constant === undefined ? selection.register(right) : { immediate: Number(BigInt.asIntN(32, constant)) };
  twoAddress(selection, selection.result(result), selection.source(left), operation, low, span);
  return true;
}

function argumentPairs(selection: Selection, values: readonly Value[]): Pair[] {
  return values.map((value, i) => ({
    to: i < registerArguments ? i + 1 : { kind: 'cell', offset: argumentOffset(i) },
    from: selection.source(value),
  }));
}

/** By the number of arguments, as far as they travel in registers, those registers. */
const argumentRegisters = Array.from({ length: registerArguments + 1 }, (_, count) =>
  Array.from({ length: count }, (_, i): Register => i + 1),
);

const argumentsIn = (pairs: readonly Pair[]): readonly Register[] =>
  argumentRegisters[Math.min(pairs.length, registerArguments)]!;

function selectCall(selection: Selection, instruction: Of<'call'>): void {
  const { callee, results, span } = instruction;
  const taken = results.flatMap((value, i): Pair[] =>
    selection.isDemanded(value) ? [{ to: selection.result(value), from: i }] : [],
  );
  if (taken.length > 0) selection.emit(copyAll(taken, span));
  const pairs = argumentPairs(selection, instruction.arguments);
  const reads = argumentsIn(pairs);
  selection.emit({ kind: 'call', callee, reads, results: [...results.keys()], span });
  if (pairs.length > 0) selection.emit(copyAll(pairs, span));
}

function selectSyscall(selection: Selection, instruction: Of<'syscall'>): void {
  const { name, result, zero, span } = instruction;
  if (selection.isDemanded(result)) selection.emit(copyTo(selection.result(result), 0, span));
  const pairs = argumentPairs(selection, instruction.arguments);
  selection.emit({ kind: 'syscall', name, reads: argumentsIn(pairs), zero, span });
  if (pairs.length > 0) selection.emit(copyAll(pairs, span));
}
