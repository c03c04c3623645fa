// Gives every way into a shared failure a copy with the place it comes from, so that passes which lead other ways there
// lose no place; merge-failures undoes it in the end.
import type { Block, Fail, FlowFunction, FlowInstruction } from '../../grammar/flow.js';
import * as make from '../../grammar/flow/make.js';
import type { Span } from '../../grammar/source.js';
import { isLeaf, renameLeaf } from './constants.js';
import { entriesOf } from './entries.js';
import { mapEdges, replaceBlock } from './rewrite.js';
import { removeUnreachableBlocks } from './unreachable-blocks.js';

type Failure = Block & { readonly terminator: Fail };

function isFailure(block: Block): block is Failure {
  return (
    block.terminator.kind === 'fail' && block.parameters.length === 0 && block.instructions.every(isLeaf)
  );
}

/** The failure for a way to it, with names of its own for what it defines. */
function copyFor(target: FlowFunction, { instructions, terminator, cold }: Failure, span: Span): Block {
  let { code } = terminator;
  const copies: FlowInstruction[] = [];
  for (const leaf of instructions) {
    if (!isLeaf(leaf) || leaf.result !== terminator.code) continue;
    code = target.values++;
    copies.push(renameLeaf(leaf, code, leaf.span));
  }
  const { reason } = terminator;
  return {
    parameters: [],
    instructions: copies,
    terminator: make.fail({ code, reason, span }),
    cold,
  };
}

export function separateFailures(target: FlowFunction): boolean {
  const entries = entriesOf(target);
  const original = target.blocks.length;
  for (let index = 0; index < original; index++) {
    const { terminator } = target.blocks[index]!;
    const separated = mapEdges(terminator, (edge) => {
      const failure = target.blocks[edge.block]!;
      const { arguments: passed, failing } = edge;
      if (entries[edge.block]! < 2 || !isFailure(failure))
        return failing ? make.edge(edge.block, passed) : edge;
      const copy = copyFor(target, failure, failing ?? failure.terminator.span);
      return make.edge(target.blocks.push(copy) - 1, passed);
    });
    if (separated !== terminator) replaceBlock(target, index, { terminator: separated });
  }
  if (target.blocks.length === original) return false;
  removeUnreachableBlocks(target);
  return true;
}
