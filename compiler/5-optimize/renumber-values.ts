// Numbers values in the order of their definitions, without gaps, and blocks in reverse postorder.
import { resultsOf, type FlowFunction, type Value } from '../../grammar/flow.js';
import { graphOf } from '../../grammar/flow/dominators.js';
import { mapEdges, renameOperands, renameResults, renameTerminator } from './rewrite.js';

export function renumberValues(program: { readonly functions: FlowFunction[] }): boolean {
  program.functions.forEach((target, i) => {
    const { order, rank } = graphOf(target);
    const names = new Map<Value, Value>();
    const define = (value: Value): Value => {
      names.set(value, names.size);
      return names.size - 1;
    };
    const parameters = target.parameters.map(define);
    for (const index of order) {
      const { parameters: incoming, instructions } = target.blocks[index]!;
      incoming.forEach(define);
      for (const instruction of instructions) resultsOf(instruction).forEach(define);
    }
    const rename = (value: Value): Value => names.get(value)!;
    const blocks = order.map((index) => {
      const block = target.blocks[index]!;
      const terminator = mapEdges(block.terminator, (edge) => ({
        block: rank[edge.block]!,
        arguments: edge.arguments,
      }));
      return {
        parameters: block.parameters.map(rename),
        instructions: block.instructions.map((old) => renameResults(renameOperands(old, rename), rename)),
        terminator: renameTerminator(terminator, rename),
        cold: block.cold,
      };
    });
    program.functions[i] = { ...target, parameters, blocks, values: names.size };
  });
  return true;
}
