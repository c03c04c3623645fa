// Selection of comparisons: which jump decides a branch or makes a truth value.
import type { Comparison, Value } from '../../grammar/flow.js';
import { input, inputStart } from '../../grammar/memory.js';
import { fitsImmediate } from './facts.js';
import { mirrorOf, type Test } from './machine.js';
import type { Selection } from './select.js';

interface Compared {
  readonly comparison: Comparison;
  readonly left: Value;
  readonly right: Value;
}

/** The test of a branch; `negated` if the branch is taken when the test fails. */
export function selectTest(selection: Selection, compared: Compared): { test: Test; negated: boolean } {
  const { facts } = selection;
  const definition = facts.definitions[compared.left];
  if (
    definition?.kind === 'compare' &&
    facts.uses[compared.left] === 1 &&
    facts.constant(compared.right) === 0n &&
    (compared.comparison === 'ne' || compared.comparison === 'eq')
  )
    return { test: testOf(selection, definition), negated: compared.comparison === 'eq' };
  return { test: testOf(selection, compared), negated: false };
}

/** The test that compares two values, the constant on the right if there is one. */
export function testOf(selection: Selection, { comparison, left, right }: Compared): Test {
  const { facts } = selection;
  if (facts.known(left) && !facts.known(right))
    return testOf(selection, { comparison: mirrorOf(comparison), left: right, right: left });
  return (
    accountsTest(selection, comparison, left, right) ??
    narrowTest(selection, comparison, left, right) ??
    wideTest(selection, comparison, left, right)
  );
}

/** Where the instruction data lies if there are no accounts: behind both counts. With accounts it lies farther. */
const dataWithoutAccounts = input.firstAccount + 8;

/** Whether there are accounts at all shows by the address of the instruction data, without a load (SIMD-0321: r2). */
function accountsTest(
  selection: Selection,
  comparison: Comparison,
  left: Value,
  right: Value,
): Test | undefined {
  const { facts, flow, isEntry, target } = selection;
  if (!isEntry || !target.narrowJumps || facts.uses[left] !== 1 || facts.constant(right) !== 0n)
    return undefined;
  const load = facts.definitions[left];
  if (load?.kind !== 'load' || load.size !== 8 || load.offset !== 0) return undefined;
  const [inputAddress, instructionData] = flow.parameters;
  const isCount = load.address === inputAddress || facts.constant(load.address) === inputStart;
  if (!isCount || instructionData === undefined || (comparison !== 'eq' && comparison !== 'ne'))
    return undefined;
  selection.bypassed.add(left);
  return {
    comparison,
    width: 32,
    left: selection.register(instructionData),
    right: { immediate: dataWithoutAccounts },
  };
}

function wideTest(selection: Selection, comparison: Comparison, left: Value, right: Value): Test {
  const constant = selection.facts.constant(right);
  const signed = constant === undefined ? undefined : BigInt.asIntN(64, constant);
  return {
    comparison,
    width: 64,
    left: selection.register(left),
    right:
      signed !== undefined && fitsImmediate(signed)
        ? { immediate: Number(signed) }
        : selection.register(right),
  };
}

const signedComparisons: readonly Comparison[] = ['slt', 'sle', 'sgt', 'sge'];

/** The extensions from 32 bits that a value can be seen as. */
function extensionsOf({ facts }: Selection, value: Value): readonly ('zero' | 'sign')[] {
  const constant = facts.constant(value);
  const definition = facts.definitions[value];
  if (constant === undefined && definition?.kind === 'extend' && definition.bits === 32)
    return definition.signed ? ['sign'] : ['zero'];
  if (constant !== undefined && constant >= 0xffff_ffff_8000_0000n) return ['sign'];
  const bits = facts.bitsOf(value);
  if (bits > 32) return [];
  return bits === 32 ? ['zero'] : ['zero', 'sign'];
}

/**
 * A 32-bit test where it saves an instruction: an extension from 32 bits nobody else reads, or a constant that only
 * fits an immediate of 32 bits (SIMD-0377). Both extensions keep equality, common bits and the unsigned order.
 */
function narrowTest(
  selection: Selection,
  comparison: Comparison,
  left: Value,
  right: Value,
): Test | undefined {
  const { facts, target } = selection;
  if (!target.narrowJumps) return undefined;
  const bare = (value: Value): Value | undefined => {
    const definition = facts.definitions[value];
    const isOwn = definition?.kind === 'extend' && definition.bits === 32 && facts.uses[value] === 1;
    return isOwn ? definition.operand : undefined;
  };
  const constant = facts.constant(right);
  const savesConstant = constant !== undefined && !fitsImmediate(BigInt.asIntN(64, constant));
  const [bareLeft, bareRight] = [bare(left), bare(right)];
  if (bareLeft === undefined && bareRight === undefined && !savesConstant) return undefined;
  const rights = extensionsOf(selection, right);
  const shared = extensionsOf(selection, left).filter((extension) => rights.includes(extension));
  if (!shared.includes('sign') && (shared.length === 0 || signedComparisons.includes(comparison)))
    return undefined;
  return {
    comparison,
    width: 32,
    left: selection.register(bareLeft ?? left),
    right:
      constant === undefined
        ? selection.register(bareRight ?? right)
        : { immediate: Number(BigInt.asIntN(32, constant)) },
  };
}
