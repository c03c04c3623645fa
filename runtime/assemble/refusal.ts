// Refusal: whether the machine would load and run what was assembled, said at the place that is to blame.
import type { Assembly } from '../../grammar/assembly.js';
import type { Diagnostics } from '../../grammar/diagnostics.js';
import { syscallHash } from '../../grammar/sbpf.js';
import { load } from '../load.js';
import { verify } from '../verify.js';

/** Warns if Agave would refuse the file that `assembly` became. */
export function warnOfRefusal(
  assembly: Assembly,
  elf: Uint8Array,
  syscalls: ReadonlySet<string>,
  diagnostics: Diagnostics,
): void {
  const loaded = load(elf, { syscalls: new Set([...syscalls].map(syscallHash)) });
  if (!loaded.ok) {
    diagnostics.report('machineRefuses', undefined, { reason: loaded.error.text });
    return;
  }
  const broken = verify(loaded.executable);
  if (broken === undefined) return;
  const span = assembly.slots[broken.pc]?.span;
  diagnostics.report('machineRefuses', span, { reason: broken.text });
}
