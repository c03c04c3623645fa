// Diagnostics of emitting and linking: what a program asks of the machine that it cannot give.
import type { DiagnosticRow } from '../diagnostics.js';

export const emitRows = {
  frameTooLarge: {
    code: 'E0601',
    level: 'error',
    text: 'the stack frame of `{name}` takes {bytes} bytes; {limit} are all a function has',
    hint: 'keep large data on the heap, or move part of the work to another function ({spilled} bytes hold values that found no register)',
    explanation:
      'Every call of a function gets a frame of 4096 bytes on the stack for its local data, for values that do not fit the ten registers, and for arguments after the fifth of the functions it calls.',
    example: `(define large (stack-bytes 4096))
(define small (stack-bytes 8))
(sol_log_64_ large small 0 0 0)`,
    repair: '(define small (stack-bytes 8))\n(sol_log_64_ small 0 0 0 0)',
  },
} as const satisfies Record<string, DiagnosticRow>;
