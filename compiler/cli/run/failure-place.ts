// Where a failed run went wrong: runs it once more and watches, since a program carries no places itself.
import { TrapFinder, type DebugMap, type TrapSite } from '../../../grammar/debug-map.js';
import { execute, type Outcome, type Request } from '../../../runtime/execute.js';

/** The instruction to blame, and why, if the debug map knows. */
export interface FailurePlace {
  readonly pc: number;
  readonly reason?: string;
}

/** The first trap a run enters: what follows it only hands the failure on to the callers. */
function findTrap(request: Request, map: DebugMap): TrapSite | undefined {
  const finder = new TrapFinder(map);
  let first: TrapSite | undefined;
  execute({
    ...request,
    observe: (pc) => {
      if (first !== undefined) return;
      finder.observe(pc);
      first = finder.found;
    },
  });
  return first;
}

/**
 * The instruction that made `outcome` an error: the one the machine stopped at, or the branch that led to a trap.
 * Undefined if the program never ran, or returned 0 and what it did was refused afterwards.
 */
export function findFailure(
  request: Request,
  outcome: Outcome,
  map: DebugMap | undefined,
): FailurePlace | undefined {
  if (outcome.pc === undefined || outcome.exitCode === 0n) return undefined;
  const stopped = { pc: outcome.pc };
  if (outcome.exitCode === undefined || map === undefined) return stopped;
  return findTrap(request, map) ?? stopped;
}
