// The function that finds the address of any account: what dynamic indices and duplicates of later accounts call.
import type { Block, Edge, FlowFunction, FlowInstruction, Terminator, Value } from '../../grammar/flow.js';
import * as make from '../../grammar/flow/make.js';
import { input, inputStart } from '../../grammar/memory.js';
import type { Span } from '../../grammar/source.js';

/**
 * `account-address(index)`: walks over `index` entries; if it then stands on a duplicate it walks again, to the entry
 * that this one repeats. The caller has made sure that there are more than `index` accounts. `noted`: accounts may have
 * been resized, and the program has noted their lengths before.
 */
export function accountAddress(span: Span, noted: boolean): FlowFunction {
  let values = 0;
  const fresh = (): Value => values++;
  const index = fresh();
  const entry: FlowInstruction[] = [];
  const constant = (value: bigint): Value => {
    const result = fresh();
    entry.push(make.constant({ result, value: BigInt.asUintN(64, value), span }));
    return result;
  };
  const first = constant(inputStart + BigInt(input.firstAccount));
  const zero = constant(0n);
  const unique = constant(BigInt(input.unique));
  const alignment = constant(-BigInt(input.alignment));
  const one = constant(-1n);
  const overhead = constant(
    BigInt(input.account.data + input.growth + input.rentEpochSize + input.alignment - 1),
  );
  const duplicate = constant(BigInt(input.duplicateSize));

  const edge = (block: number, ...values: Value[]): Edge => make.edge(block, values);
  const jump = (target: Edge): Terminator => make.jump({ target, span });
  const add = (
    left: Value,
    right: Value,
    operator: 'add' | 'and' = 'add',
  ): FlowInstruction & { result: Value } => make.binary({ operator, result: fresh(), left, right, span });
  const branch = (
    comparison: 'eq' | 'ne',
    left: Value,
    right: Value,
    then: Edge,
    otherwise: Edge,
  ): Terminator => make.branch({ comparison, left, right, then, otherwise, span });

  const [position, remaining] = [fresh(), fresh()];
  const [marker, length] = [fresh(), fresh()];
  const loadMarker = make.load({
    result: marker,
    size: 1,
    address: position,
    offset: input.account.marker,
    invariant: true,
    span,
  });
  const loadLength = make.like(loadMarker, {
    result: length,
    ...(noted
      ? { size: 4, offset: input.account.originalDataLength, invariant: false }
      : { size: 8, offset: input.account.dataLength }),
  });
  const left = add(remaining, one);
  const afterDuplicate = add(position, duplicate);
  const bytes = add(length, overhead);
  const rounded = add(bytes.result, alignment, 'and');
  const afterEntry = add(position, rounded.result);

  const [start, loop, step, passDuplicate, passEntry, arrived, found] = [0, 1, 2, 3, 4, 5, 6] as const;
  const blocks: Block[] = [];
  const block = (
    id: number,
    parameters: Value[],
    instructions: FlowInstruction[],
    terminator: Terminator,
  ): void => {
    blocks[id] = { parameters, instructions, terminator, cold: false };
  };
  block(start, [], entry, jump(edge(loop, first, index)));
  block(loop, [position, remaining], [loadMarker], branch('eq', remaining, zero, edge(arrived), edge(step)));
  block(step, [], [left], branch('eq', marker, unique, edge(passEntry), edge(passDuplicate)));
  block(passDuplicate, [], [afterDuplicate], jump(edge(loop, afterDuplicate.result, left.result)));
  block(
    passEntry,
    [],
    [loadLength, bytes, rounded, afterEntry],
    jump(edge(loop, afterEntry.result, left.result)),
  );
  block(arrived, [], [], branch('eq', marker, unique, edge(found), edge(loop, first, marker)));
  block(found, [], [], make.return({ values: [position], span }));
  return {
    name: 'account-address',
    span,
    parameters: [index],
    results: 1,
    fallible: false,
    blocks,
    slots: [],
    allocates: false,
    values,
    kept: undefined,
  };
}
