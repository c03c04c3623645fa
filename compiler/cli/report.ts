// Shows diagnostics on standard error.
import type { Diagnostic } from '../../grammar/diagnostics.js';
import { renderDiagnostic } from '../report/render.js';
import type { Terminal } from './terminal.js';

export function report(diagnostics: readonly Diagnostic[], terminal: Terminal): void {
  diagnostics.forEach((diagnostic, index) => {
    const gap = index === 0 ? '' : '\n';
    terminal.message(`${gap}${renderDiagnostic(diagnostic, { colour: terminal.colour })}`);
  });
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.level === 'error');
}
