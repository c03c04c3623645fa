// Diagnostics of this family: code, level, text, hint, explanation.
import type { DiagnosticRow } from '../diagnostics.js';

export const machineRows = {
} as const satisfies Record<string, DiagnosticRow>;
