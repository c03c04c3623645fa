// Extensions: calls that the machines of Solana do not have, and what stands in for them there.
import type { Span } from '../grammar/source.js';
import type { Checker } from './form.js';

/** The families of calls that only the target `ovsm` is to have. */
const families: Readonly<Record<string, readonly string[]>> = {
  'block timers': ['sol-timer-init', 'sol-timer-start', 'sol-timer-cancel'],
  'account watchers': ['sol-watch-account', 'sol-unwatch-account'],
  'machine learning': [
    'sol-ml-matmul',
    'sol-ml-activation',
    'sol-ml-argmax',
    'sol-ml-conv2d',
    'sol-ml-pooling',
  ],
  'tail calls between programs': ['sol-tail-call'],
  'ring buffers': [
    'sol-ring-buffer-create',
    'sol-ring-buffer-push',
    'sol-ring-buffer-pop',
    'sol-ring-buffer-reserve',
  ],
  maps: ['sol-map-create', 'sol-map-update', 'sol-map-lookup', 'sol-map-delete'],
  'parallel execution': ['parallel', 'sol-parallel-execute'],
};

const familyOf = new Map(
  Object.entries(families).flatMap(([family, names]) => names.map((name) => [name, family] as const)),
);

/** Whether `name` is a call of an extension, and the program is for Solana; it is reported then. */
export function reportExtension(name: string, span: Span, checker: Checker): boolean {
  const family = familyOf.get(name);
  if (family === undefined || checker.target !== 'solana') return false;
  checker.diagnostics.report('needsTarget', span, { name, family });
  return true;
}
