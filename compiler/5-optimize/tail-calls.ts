// Finds tail calls: calls after which a function does nothing but end as the callee ended.
import {
  type Block,
  type BlockId,
  type Call,
  type Edge,
  type FlowFunction,
  type Value,
} from '../../grammar/flow.js';
import { holds } from './arithmetic.js';
import { Constants, isLeaf } from './constants.js';

export interface TailCall {
  readonly block: BlockId;
  /** Where the call stands in its block; nothing but constants follows there. */
  readonly at: number;
  readonly call: Call;
}

/** By result, the bits that every `return` of a function gives, if they are always the same. */
export function constantResults(target: FlowFunction): (bigint | undefined)[] {
  const constants = new Constants(target);
  let common: (bigint | undefined)[] | undefined;
  for (const { terminator } of target.blocks) {
    if (terminator.kind !== 'return') continue;
    const bits = terminator.values.map((value) => constants.bitsOf(value));
    common = common ? common.map((known, i) => (known === bits[i] ? known : undefined)) : bits;
  }
  return common ?? [];
}

class Finder {
  private readonly constants: Constants;

  constructor(
    private readonly target: FlowFunction,
    private readonly resultsOf: (callee: number) => readonly (bigint | undefined)[],
  ) {
    this.constants = new Constants(target);
  }

  /** Whether a failing callee makes the function fail with the same code, by the edge taken then. */
  private handsOn({ block, arguments: given }: Edge, call: Call, names: ReadonlyMap<Value, Value>): boolean {
    const { parameters, instructions, terminator } = this.target.blocks[block]!;
    if (terminator.kind !== 'fail' || !instructions.every(isLeaf)) return false;
    const place = parameters.indexOf(terminator.code);
    const code = place < 0 ? terminator.code : given[place]!;
    return (names.get(code) ?? code) === call.results[0];
  }

  /** Whether what comes after a call only returns what it gave; `names`: what block parameters stand for. */
  private returns(start: Block, call: Call): boolean {
    const { target, constants } = this;
    const names = new Map<Value, Value>();
    const rename = (value: Value): Value => names.get(value) ?? value;
    const status = call.results.length > target.results ? call.results.at(-1) : undefined;
    let { terminator } = start;
    let isAsked = status === undefined;
    for (let steps = 0; steps <= target.blocks.length; steps++) {
      let edge: Edge | undefined;
      if (terminator.kind === 'jump') edge = terminator.target;
      else if (terminator.kind === 'branch') {
        const { comparison, left, right, then, otherwise } = terminator;
        const [one, other] = [constants.bitsOf(rename(left)), constants.bitsOf(rename(right))];
        if (one !== undefined && other !== undefined) edge = holds(comparison, one, other) ? then : otherwise;
        else if (rename(left) === status && other === 0n && (comparison === 'ne' || comparison === 'eq')) {
          const failing = comparison === 'ne' ? then : otherwise;
          if (!this.handsOn(failing, call, names)) return false;
          isAsked = true;
          edge = comparison === 'ne' ? otherwise : then;
        }
      } else if (terminator.kind === 'return') {
        const known = this.resultsOf(call.callee);
        return (
          isAsked &&
          terminator.values.every((value, i) => {
            const bits = constants.bitsOf(rename(value));
            return rename(value) === call.results[i] || (bits !== undefined && bits === known[i]);
          })
        );
      }
      if (!edge) return false;
      const next = target.blocks[edge.block]!;
      if (!next.instructions.every(isLeaf)) return false;
      const given = edge.arguments.map(rename);
      next.parameters.forEach((parameter, i) => names.set(parameter, given[i]!));
      ({ terminator } = next);
    }
    return false;
  }

  find(): TailCall[] {
    return this.target.blocks.flatMap((block, index): TailCall[] => {
      const at = block.instructions.findLastIndex((instruction) => !isLeaf(instruction));
      const call = block.instructions[at];
      if (call?.kind !== 'call' || !this.returns(block, call)) return [];
      return [{ block: index, at, call }];
    });
  }
}

/** The tail calls of a function; `resultsOf` tells what is always returned by its callees. */
export function tailCallsOf(
  target: FlowFunction,
  resultsOf: (callee: number) => readonly (bigint | undefined)[],
): readonly TailCall[] {
  const calls = target.blocks.some(({ instructions }) => instructions.some(({ kind }) => kind === 'call'));
  return calls ? new Finder(target, resultsOf).find() : [];
}
