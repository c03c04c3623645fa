// Numbers values in the order of their definitions, without gaps, and blocks in reverse postorder.
import type { BlockId, FlowFunction, Value } from '../../grammar/flow.js';
import { graphOf } from '../../grammar/flow/dominators.js';
import { copyInstruction, copyTerminator, define } from './copy-function.js';

export function renumberValues(target: FlowFunction): boolean {
  const { order, rank } = graphOf(target);
  const names = new Array<Value>(target.values).fill(-1);
  let values = 0;
  for (const parameter of target.parameters) names[parameter] = values++;
  for (const index of order) values = define(target.blocks[index]!, names, values);
  const rename = (value: Value): Value => names[value]!;
  const move = (block: BlockId): BlockId => rank[block]!;
  const blocks = order.map((index) => {
    const { parameters, instructions, terminator, cold } = target.blocks[index]!;
    return {
      parameters: parameters.map(rename),
      instructions: instructions.map((instruction) => copyInstruction(instruction, rename, 0)),
      terminator: copyTerminator(terminator, rename, move),
      cold,
    };
  });
  target.parameters = target.parameters.map(rename);
  blocks.forEach((block, i) => (target.blocks[i] = block));
  target.blocks.length = blocks.length;
  target.values = values;
  return true;
}
