// Gives a branch to a failure the failure's place in the source: the debug map blames the branch, so that failures in
// many places can share their code.
import type { BlockId, FlowFunction } from '../../grammar/flow.js';
import * as make from '../../grammar/flow/make.js';
import type { Span } from '../../grammar/source.js';
import { replaceBlock } from './rewrite.js';

export function blameFailures(target: FlowFunction): boolean {
  const placeOf = (block: BlockId): Span | undefined => {
    const { terminator } = target.blocks[block]!;
    return terminator.kind === 'fail' ? terminator.span : undefined;
  };
  let changed = false;
  target.blocks.forEach(({ terminator }, i) => {
    if (terminator.kind !== 'branch') return;
    const first = placeOf(terminator.then.block);
    const second = placeOf(terminator.otherwise.block);
    const span = first ?? second ?? terminator.span;
    if (span === terminator.span) return;
    replaceBlock(target, i, { terminator: make.like(terminator, { span }) });
    changed = true;
  });
  return changed;
}
