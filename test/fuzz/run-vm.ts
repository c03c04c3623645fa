// Runs the target `vm` over many seeds; a sample of the programs is followed register by register.
import type { FuzzOptions, FuzzReport } from './report.js';
import { assertSameWay } from '../oracle/trace.js';
import type { VmCase } from './vm.js';
import { checkCase, vmCase } from './vm.js';

/** Every so manyth program is also followed instruction by instruction. */
const sampling = 20;
/** Traces hold every instruction; those of long runs would fill the disk. */
const traceBudget = 3000;

const sortOf = (text: string): string => text.split('\n')[0]!.replace(/0x[0-9a-f]+|\d+/g, '0');

export const describeCase = ({ seed, version, elf, request }: VmCase, wrong: string): string =>
  `--- seed ${seed}, v${version}, budget ${request.budget}, ${elf.length} bytes\n` +
  `${Buffer.from(elf).toString('base64')}\n${wrong}\n`;

/** Of such programs litesvm leaves several traces, which of them is whose it does not say. */
const mayInvokeItself = ({ request }: VmCase): boolean =>
  request.accounts.some(({ pubkey }) => pubkey === request.programId);

/** What differs in the ways of the cases, if anything. */
function checkWays(cases: readonly VmCase[]): string | undefined {
  try {
    assertSameWay(
      cases.map(({ elf, request }) => ({
        elf,
        request: { ...request, budget: Math.min(request.budget ?? traceBudget, traceBudget) },
      })),
    );
    return undefined;
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
}

export function fuzzMachine({ count, seed, progress }: FuzzOptions): FuzzReport {
  const found: string[] = [];
  const sorts = new Set<string>();
  const sampled: VmCase[] = [];
  const ends: Record<string, number> = {};
  for (let index = 0; index < count; index++) {
    const subject = vmCase(seed + index);
    if (index % sampling === 0 && !mayInvokeItself(subject)) sampled.push(subject);
    const checked = checkCase(subject);
    if ('wrong' in checked) {
      if (!sorts.has(sortOf(checked.wrong))) found.push(describeCase(subject, checked.wrong));
      sorts.add(sortOf(checked.wrong));
    } else {
      const { status, error } = checked.outcome;
      const end = status === 'ok' ? status : (error?.fault ?? error?.code ?? 'error');
      ends[end] = (ends[end] ?? 0) + 1;
    }
    progress?.(index + 1, found.length);
  }
  const ways = checkWays(sampled);
  if (ways !== undefined) found.push(`--- lock-step\n${ways}\n`);
  return { noun: 'machine programs', count, found, facts: ends };
}
