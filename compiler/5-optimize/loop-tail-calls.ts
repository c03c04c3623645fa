// Makes loops of functions that call themselves, or one another, at their end: such calls take no stack.
import { componentsOf, isCycle } from '../../grammar/components.js';
import type {
  Block,
  BlockId,
  Edge,
  FlowFunction,
  FlowInstruction,
  FlowProgram,
  Terminator,
  Value,
} from '../../grammar/flow.js';
import { handedOn } from '../../grammar/flow.js';
import * as make from '../../grammar/flow/make.js';
import type { Span } from '../../grammar/source.js';
import { callGraphOf } from './call-graph.js';
import { copyInstruction, copyTerminator, namesIn } from './copy-function.js';
import { constantResults, tailCallsOf, type TailCall } from './tail-calls.js';

interface Member {
  readonly index: number;
  readonly target: FlowFunction;
  readonly calls: readonly TailCall[];
}

const spanOf = ({ blocks }: FlowFunction): Span => blocks[0]!.terminator.span;

/**
 * One function that does what the members do; the first parameter tells which one if there are several. Tail calls among
 * them are jumps.
 */
function mergeMembers(members: readonly Member[]): FlowFunction {
  const [first] = members;
  const { name, span, results, fallible, kept } = first!.target;
  const isAlone = members.length === 1;
  const count = Math.max(...members.map(({ target }) => target.parameters.length));
  const parameters = Array.from({ length: count + (isAlone ? 0 : 1) }, (_, i): Value => i);
  const given = isAlone ? parameters : parameters.slice(1);
  const merged: FlowFunction = {
    name: isAlone ? name : members.map(({ target }) => target.name).join('/'),
    span,
    parameters,
    results,
    fallible,
    blocks: [],
    slots: [],
    allocates: false,
    values: parameters.length,
    kept: isAlone ? kept : undefined,
  };
  const starts = new Map<number, BlockId>();
  let next = members.length === 1 ? 1 : members.length - 1;
  for (const { index, target } of members) {
    starts.set(index, next);
    next += target.blocks.length;
  }
  const startOf = ({ index, target }: Member): Edge =>
    make.edge(starts.get(index)!, given.slice(0, target.parameters.length));
  select(merged, members, startOf);
  for (const { index, target, calls } of members) {
    const own = target.parameters.map((): Value => merged.values++);
    const rename = namesIn(merged, target, own);
    const start = starts.get(index)!;
    target.blocks.forEach(({ parameters: incoming, instructions, terminator, cold }, i) => {
      const tail = calls.find(({ block, call }) => block === i && starts.has(call.callee));
      const body = tail ? instructions.slice(0, tail.at) : instructions;
      const end: Terminator = tail
        ? make.jump({
            target: make.edge(starts.get(tail.call.callee)!, tail.call.arguments.map(rename)),
            span: tail.call.span,
          })
        : copyTerminator(terminator, rename, (block) => block + start);
      merged.blocks.push({
        parameters: i === 0 ? own : incoming.map(rename),
        instructions: body.map((instruction) => copyInstruction(instruction, rename, 0)),
        terminator: end,
        cold,
      });
    });
  }
  return merged;
}

/** Appends the blocks that lead to the member that the first parameter names. */
function select(merged: FlowFunction, members: readonly Member[], startOf: (member: Member) => Edge): void {
  const span = spanOf(members[0]!.target);
  const [selector] = merged.parameters;
  const last = members.length - 1;
  if (last === 0) {
    merged.blocks.push(plainBlock([], make.jump({ target: startOf(members[0]!), span })));
    return;
  }
  for (let i = 0; i < last; i++) {
    const number = merged.values++;
    const isLast = i === last - 1;
    const otherwise = isLast ? startOf(members[last]!) : make.edge(i + 1);
    merged.blocks.push(
      plainBlock(
        [make.constant({ result: number, value: BigInt(i), span })],
        make.branch({
          comparison: 'eq',
          left: selector!,
          right: number,
          then: startOf(members[i]!),
          otherwise,
          span,
        }),
      ),
    );
  }
}

const plainBlock = (instructions: FlowInstruction[], terminator: Terminator): Block => ({
  parameters: [],
  instructions,
  terminator,
  cold: false,
});

/** What stands in the place of a member: a call of the merged function. */
function enterBy(merged: FlowFunction, callee: number, number: number, target: FlowFunction): FlowFunction {
  const span = spanOf(target);
  const parameters = target.parameters.map((_, i): Value => i);
  let values = parameters.length;
  const which = values++;
  const padding = merged.parameters.slice(1 + parameters.length).map(() => which);
  const results = Array.from({ length: target.results + (target.fallible ? 1 : 0) }, (): Value => values++);
  const call: FlowInstruction[] = [
    make.constant({ result: which, value: BigInt(number), span }),
    make.call({ callee, arguments: [which, ...parameters, ...padding], results, span }),
  ];
  const given: Terminator = make.return({ values: results.slice(0, target.results), span });
  const made = { ...target, parameters, slots: [], values };
  if (!target.fallible) return { ...made, blocks: [plainBlock(call, given)] };
  const zero = made.values++;
  call.push(make.constant({ result: zero, value: 0n, span }));
  const branch: Terminator = make.branch({
    comparison: 'ne',
    left: results.at(-1)!,
    right: zero,
    then: make.edge(1),
    otherwise: make.edge(2),
    span,
  });
  const fail: Terminator = make.fail({ code: results[0]!, reason: handedOn, span });
  return {
    ...made,
    blocks: [plainBlock(call, branch), { ...plainBlock([], fail), cold: true }, plainBlock([], given)],
  };
}

export function loopTailCalls(program: FlowProgram): boolean {
  const { functions } = program;
  const results: (readonly (bigint | undefined)[] | undefined)[] = [];
  const resultsOf = (callee: number): readonly (bigint | undefined)[] =>
    (results[callee] ??= constantResults(functions[callee]!));
  const { recursive } = callGraphOf(program);
  if (recursive.size === 0) return false;
  // Memory in the frame may still be in use by the callee.
  const calls = functions.map((target, index) =>
    index === 0 || !recursive.has(index) || target.slots.length > 0 ? [] : tailCallsOf(target, resultsOf),
  );
  const edges = calls.map((found) => found.map(({ call }) => call.callee));
  let changed = false;
  const next = (index: number): readonly number[] => edges[index]!;
  for (const component of componentsOf(edges.keys(), next)) {
    if (!isCycle(component, next)) continue;
    const members = component
      .sort((a, b) => a - b)
      .map((index): Member => ({ index, target: functions[index]!, calls: calls[index]! }));
    const { index, target } = members[0]!;
    const isAlike = members.every(
      (member) =>
        member.target.results === target.results &&
        member.target.fallible === target.fallible &&
        member.target.slots.length === 0,
    );
    if (!isAlike) continue;
    changed = true;
    const merged = mergeMembers(members);
    if (members.length === 1) {
      functions[index] = merged;
      continue;
    }
    const callee = functions.push(merged) - 1;
    members.forEach((member, number) => {
      functions[member.index] = enterBy(merged, callee, number, member.target);
    });
  }
  return changed;
}
