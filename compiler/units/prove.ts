// Proves what a program declares of its units, or says why it cannot be proven.
import type { Assembly } from '../../grammar/assembly.js';
import type { Diagnostics } from '../../grammar/diagnostics.js';
import type { FlowProgram } from '../../grammar/flow.js';
import type { SyscallSignature } from '../../grammar/syscall.js';
import type { RunLimit, UnitsLimit } from '../../grammar/units-limit.js';
import { BoundSearch, costlyPlaces, type Bound } from './bound.js';

/** How many of the costliest lines a message names. */
const namedPlaces = 3;

/** Why there is no bound, and what may help. */
const reasons = {
  loop: [
    'how often a loop goes round is not known',
    'check the number before, as in `(require (<= 0 n 10))`',
  ],
  recursion: ['this function calls itself', 'write it as a loop, or with the call at its end'],
  call: ['what is called here takes what it likes', undefined],
  length: [
    'how many bytes this is about is not known',
    'check the length before, as in `(require (<= (length text) 100))`',
  ],
} as const satisfies Record<
  Extract<Bound, { kind: 'unbounded' }>['reason'],
  readonly [problem: string, hint: string | undefined]
>;

const measuring = 'write `(max-units n measured)` to have tests measure runs';
const leavingOut = 'leave the bound out';

/** A bound, and what it is about. */
interface Subject {
  readonly name: string;
  readonly limit: UnitsLimit;
  readonly isRun: boolean;
}

/** Reports bounds that do not hold, or that cannot be proven: of runs, and of functions, which stand in both in one order. */
export function proveLimits(
  limits: readonly RunLimit[],
  flow: FlowProgram,
  assembly: Assembly,
  syscalls: ReadonlyMap<string, SyscallSignature>,
  diagnostics: Diagnostics,
): void {
  for (const limit of limits) {
    if (limit.measured) continue;
    const bound = new BoundSearch(assembly, syscalls, limit.data).ofProgram();
    holds({ name: limit.name, limit, isRun: true }, bound, diagnostics);
  }
  const broken = new Set<UnitsLimit>();
  flow.functions.forEach(({ name, kept }, index) => {
    if (!kept || broken.has(kept.limit)) return;
    const search = new BoundSearch(assembly, syscalls, new Uint8Array(0));
    const bound = search.ofFunction(assembly.functions[index]!.start, kept.bits);
    if (!holds({ name, limit: kept.limit, isRun: false }, bound, diagnostics)) broken.add(kept.limit);
  });
}

/** False after reporting. */
function holds({ name, limit, isRun }: Subject, bound: Bound, diagnostics: Diagnostics): boolean {
  const { units: most, span } = limit;
  if (bound.kind === 'unbounded') {
    const [reason, help] = reasons[bound.reason];
    const otherwise = isRun ? measuring : leavingOut;
    const hint = help === undefined ? otherwise : `${help}, or ${otherwise}`;
    // The text of the library is not the program's business.
    const place = bound.span?.source.name.startsWith('stdlib/') ? undefined : bound.span;
    const notes = place ? [{ message: `\`${name}\` is bounded here`, span }] : [];
    diagnostics.report('unitsUnbounded', place ?? span, { name, reason, hint }, notes);
    return false;
  }
  const { units } = bound;
  if (units <= most) return true;
  const places = costlyPlaces(bound.way).slice(0, namedPlaces);
  const notes = places.map((place) => ({ message: `${place.units} on this line`, span: place.span }));
  diagnostics.report('unitsExceeded', span, { name, units, limit: most }, notes);
  return false;
}
