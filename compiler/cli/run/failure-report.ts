// The message for a failed run: what went wrong, in which line, and about which account.
import { locate, type Location } from '../../../grammar/debug-map.js';
import { diagnose, type Diagnostic, type Note } from '../../../grammar/diagnostics.js';
import { decodeAt, rowFor } from '../../../grammar/sbpf.js';
import type { Span } from '../../../grammar/source.js';
import { hashOf, whyInactive } from '../../../grammar/syscall.js';
import { disassembleLines } from '../../../runtime/disassemble.js';
import type { Outcome, Request } from '../../../runtime/execute.js';
import { inactiveSyscalls } from '../../../runtime/syscalls/inactive.js';
import { syscallNames } from '../program.js';
import { findAccountWriter } from './account-writer.js';
import { findFailure, traceOf, type FailurePlace } from './failure-place.js';
import { meaningOf } from './meaning.js';
import { spanOf } from './source-place.js';
import type { Subject } from './subject.js';

function accountNote(pubkey: string, { accounts }: Request): Note {
  const index = accounts.findIndex((account) => account.pubkey === pubkey);
  return { message: `it is about account ${index} of the fixture, ${pubkey}` };
}

/** The place to blame; for what the runtime refused afterwards, the instruction that wrote it. */
function placeOf(
  request: Request,
  outcome: Outcome,
  { executable, debugMap }: Subject,
): FailurePlace | undefined {
  const found = findFailure(request, outcome, executable, debugMap);
  if (found !== undefined || outcome.error === undefined) return found;
  const pc = findAccountWriter(request, executable, outcome.error);
  return pc === undefined ? undefined : { pc };
}

/** What a message shows of a place: its span if a source text shows it, else notes that tell of it. */
export function showPlace(
  place: FailurePlace | undefined,
  subject: Subject,
): { readonly span: Span | undefined; readonly notes: readonly Note[] } {
  const notes = place === undefined ? [] : syscallNotes(place.pc, subject);
  const trace = place && subject.debugMap ? traceOf(place, subject.debugMap) : [];
  for (const location of trace) {
    const source = subject.sourceNamed(location.source);
    const span = source && spanOf(location, source);
    if (!span) continue;
    // The library's text is nowhere; what called it is.
    const inner =
      location === trace[0] ? [] : [{ message: `it failed at ${placeText(trace[0]!)}, called here` }];
    return { span, notes: [...inner, ...notes] };
  }
  return { span: undefined, notes: place ? [instructionNote(place.pc, subject), ...notes] : notes };
}

const placeText = ({ source, line, column }: Location): string => `${source}:${line}:${column}`;

/** What there is to know of a failed call of a syscall that mainnet does not have. */
function syscallNotes(pc: number, { executable }: Subject): Note[] {
  const slot = decodeAt(executable.text, pc);
  if (rowFor(slot.opcode, executable.version)?.shape !== 'call') return [];
  const row = inactiveSyscalls.find((candidate) => hashOf(candidate) === slot.immediate >>> 0);
  return row === undefined
    ? []
    : [{ message: `the syscall \`${row.name}\` is not active on mainnet: ${whyInactive(row)}` }];
}

/** Where the instruction stands if no source text shows it. */
function instructionNote(pc: number, subject: Subject): Note {
  const location = subject.debugMap && locate(subject.debugMap, pc);
  if (location) return { message: `it failed at ${placeText(location)}` };
  const line = disassembleLines(subject.executable, syscallNames).find((candidate) => candidate.pc === pc);
  return { message: `it failed at instruction ${pc}${line ? `: ${line.text}` : ''}` };
}

export function describeFailure(
  request: Request,
  outcome: Outcome,
  subject: Subject,
): Diagnostic | undefined {
  const { error } = outcome;
  if (error === undefined) return undefined;
  if (outcome.pc === undefined) return diagnose('requestRefused', undefined, { reason: error.message });
  const place = placeOf(request, outcome, subject);
  const { span, notes } = showPlace(place, subject);
  const reason = place?.reason === undefined ? error.message : `${place.reason} (${error.message})`;
  const about = error.account === undefined ? [] : [accountNote(error.account, request)];
  return diagnose('programFailed', span, { reason, meaning: meaningOf(error) }, [...notes, ...about]);
}
