// Puts the bodies of functions in the place of calls.
import {
  handedOn,
  type BlockId,
  type Call,
  type Fail,
  type FlowFunction,
  type FlowProgram,
  type Terminator,
  type Value,
} from '../../grammar/flow.js';
import * as make from '../../grammar/flow/make.js';
import type { Span } from '../../grammar/source.js';
import { chooseInlinings, type InlineLimits, type Inlining } from './choose-inlinings.js';
import { Constants } from './constants.js';
import { copyInstruction, copyTerminator, namesIn } from './copy-function.js';
import { replaceBlock } from './rewrite.js';

/** How places in a callee are told where it takes the place of a call: those of another text with the call. */
function placesAt(call: Span): (span: Span) => Span {
  const known = new Map<Span, Span>();
  const place = (span: Span): Span => {
    const { calledAt, source } = span;
    if (!calledAt && source !== call.source) return { ...span, calledAt: call };
    if (!calledAt) return call.calledAt ? { ...span, calledAt: call.calledAt } : span;
    const at = place(calledAt);
    return at === calledAt ? span : { ...span, calledAt: at };
  };
  return (span) => {
    if (span.source === call.source && !span.calledAt && !call.calledAt) return span;
    const placed = known.get(span) ?? place(span);
    known.set(span, placed);
    return placed;
  };
}

/** A body that stands in another function now, and whose own calls are giving way one after the other. */
interface Copied {
  readonly choices: readonly Inlining[];
  /** How many of them have given way. */
  done: number;
  /** Where its first block stands. */
  readonly first: BlockId;
  /** The block that holds what follows the call that gave way last, and how far into the block of the body that is. */
  rest: { readonly of: BlockId; readonly block: BlockId; readonly from: number } | undefined;
  /** Reason and place that the callers tell for a failure that was handed on to them, if they do. */
  readonly handedAs: Pick<Fail, 'reason' | 'span'> | undefined;
  /** What takes the place of a failure in the body. */
  readonly leave: (failure: Fail) => Terminator;
}

/** Lets calls in one function give way, and those in the bodies that come in. */
class Inliner {
  private readonly constants: Constants;

  constructor(
    private readonly program: FlowProgram,
    private readonly chosen: readonly (readonly Inlining[])[],
    private readonly caller: FlowFunction,
  ) {
    this.constants = new Constants(caller);
  }

  run(choices: readonly Inlining[]): void {
    const open: Copied[] = [
      { choices, done: 0, first: 0, rest: undefined, handedAs: undefined, leave: (failure) => failure },
    ];
    for (let body = open.at(-1); body; body = open.at(-1)) {
      const choice = body.choices[body.done++];
      if (choice) open.push(this.inline(choice, body));
      else open.pop();
    }
    this.constants.finish();
  }

  private inline({ block, at, callee: index, handler }: Inlining, body: Copied): Copied {
    const { caller } = this;
    const callee = this.program.functions[index]!;
    const isRest = body.rest?.of === block;
    const place = isRest ? body.rest!.block : body.first + block;
    const here = at - (isRest ? body.rest!.from : 0);
    const { instructions, terminator, cold } = caller.blocks[place]!;
    const call = instructions[here] as Call;

    const next = caller.blocks.length;
    body.rest = { of: block, block: next, from: at + 1 };
    const after = instructions.slice(here + 1);
    caller.blocks.push({ parameters: [...call.results], instructions: after, terminator, cold });
    const first = caller.blocks.length;
    const goOn = (values: readonly Value[], span: Span): Terminator =>
      make.jump({ target: make.edge(next, values), span });
    const status = (bits: bigint): Value => this.constants.valueOf(bits, call.span);
    const continueFailed = ({ code, span }: Fail): Terminator => {
      if (callee.results === 0) return goOn([code], span);
      const unused = Array.from({ length: callee.results - 1 }, () => status(0n));
      return goOn([code, ...unused, status(1n)], span);
    };
    const copied: Copied = {
      choices: this.chosen[index]!,
      done: 0,
      first,
      rest: undefined,
      handedAs:
        handler &&
        (handler.reason === handedOn ? body.handedAs : { reason: handler.reason, span: call.span }),
      leave: handler ? body.leave : continueFailed,
    };
    /** The end of a copied block: leaving the callee means going on in the caller. */
    const finish = (end: Terminator): Terminator => {
      if (end.kind === 'return')
        return goOn(callee.fallible ? [...end.values, status(0n)] : end.values, end.span);
      if (end.kind !== 'fail') return end;
      const { handedAs } = copied;
      return copied.leave(
        end.reason === handedOn && handedAs ? make.fail({ code: end.code, ...handedAs }) : end,
      );
    };
    this.copy(callee, call, cold, finish);
    replaceBlock(caller, place, {
      instructions: instructions.slice(0, here),
      terminator: make.jump({ target: make.edge(first), span: call.span }),
    });
    return copied;
  }

  /** Appends the blocks of `callee`. */
  private copy(
    callee: FlowFunction,
    call: Call,
    cold: boolean,
    finish: (end: Terminator) => Terminator,
  ): void {
    const { caller } = this;
    const rename = namesIn(caller, callee, call.arguments);
    const firstSlot = caller.slots.length;
    for (const bytes of callee.slots) caller.slots.push(bytes);
    const first = caller.blocks.length;
    const move = (block: BlockId): BlockId => block + first;
    const place = placesAt(call.span);
    for (const block of callee.blocks) {
      const { terminator } = block;
      caller.blocks.push({
        parameters: block.parameters.map(rename),
        instructions: block.instructions.map((instruction) =>
          copyInstruction(instruction, rename, firstSlot, place(instruction.span)),
        ),
        terminator: finish(copyTerminator(terminator, rename, move, place(terminator.span))),
        cold: cold || block.cold,
      });
    }
  }
}

/** The functions that some call which stays can come to, the entry among them. */
function functionsThatStay(
  { functions }: FlowProgram,
  chosen: readonly (readonly Inlining[])[],
): ReadonlySet<number> {
  const staying = new Set([0]);
  const reached = new Set([0]);
  // The set grows while it is walked.
  for (const index of reached) {
    const choices = chosen[index]!;
    let next = 0;
    functions[index]!.blocks.forEach(({ instructions }, block) => {
      instructions.forEach((instruction, at) => {
        if (instruction.kind !== 'call') return;
        const { callee } = instruction;
        reached.add(callee);
        const choice = choices[next];
        if (choice?.block === block && choice.at === at) next++;
        else staying.add(callee);
      });
    });
  }
  return staying;
}

export function inlineFunctions(program: FlowProgram, limits: InlineLimits): boolean {
  const { chosen, topDown } = chooseInlinings(program, limits);
  const staying = functionsThatStay(program, chosen);
  let changed = false;
  // Callers come first: what they take in is the callee as it was.
  for (const index of topDown) {
    if (!staying.has(index) || chosen[index]!.length === 0) continue;
    new Inliner(program, chosen, program.functions[index]!).run(chosen[index]!);
    changed = true;
  }
  return changed;
}
