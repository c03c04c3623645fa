// Shows diagnostics on standard error.
import type { Diagnostic } from '../../grammar/diagnostics.js';
import { renderDiagnostic } from '../report/render.js';
import type { Terminal } from './terminal.js';

export function report(diagnostics: readonly Diagnostic[], terminal: Terminal): void {
  for (const diagnostic of diagnostics) {
    terminal.message(`${renderDiagnostic(diagnostic, { colour: terminal.colour })}\n`);
  }
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.level === 'error');
}
