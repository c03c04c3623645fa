// Evaluation of a test's code: as a script that sees the definitions of the file and the accounts of the test.
import { defaultProgramId } from '../../../grammar/fixture.js';
import { diagnose, type Diagnostic } from '../../../grammar/diagnostics.js';
import { headOf, type Syntax } from '../../../grammar/syntax.js';
import { printSyntax } from '../../../grammar/syntax/print.js';
import type { InstructionAccount } from '../../../runtime/bank/account.js';
import { execute, type Outcome, type Request } from '../../../runtime/execute.js';
import { parse } from '../../compile.js';
import { joined, relocateMessage, type Piece } from '../joined-source.js';
import { hasErrors } from '../report.js';
import { describeFailure } from '../run/failure-report.js';
import { subjectOfSource, type SubjectOptions } from '../run/subject.js';
import { decodeValue, type ShownValue } from '../run/value.js';
import { mentionsOf, neededBy, pieceOf } from './definitions.js';
import type { TestFile } from './test-file.js';

/** What code sees besides the definitions of the file. */
export interface Surroundings {
  readonly accounts: readonly InstructionAccount[];
  /** Definitions that come before it. */
  readonly before: readonly Piece[];
  /** Code that reads a field of an account, if the account has such a field. */
  readonly field: (account: string, field: string) => string | undefined;
}

/** What came of code; without an outcome it could not be compiled. */
export interface Evaluated {
  /** The errors, and the failure if it failed. */
  readonly diagnostics: readonly Diagnostic[];
  readonly outcome?: Outcome;
  readonly value?: ShownValue;
  /** The value in the bytes of its type. */
  readonly bytes?: Uint8Array;
}

/** The most units that a transaction may have. */
const budget = 1_400_000;

export class Evaluator {
  /** The files that the file imports, as far as code needed them. */
  readonly imported = new Set<string>();

  constructor(
    private readonly file: TestFile,
    private readonly options: SubjectOptions,
  ) {}

  /** Runs pieces as a program; the value is that of the last one. */
  run(pieces: readonly Piece[], { accounts, before, field }: Surroundings): Evaluated {
    const code = [...before, ...pieces.flatMap((piece) => withFields(piece, field))];
    const mentions = new Set<string>();
    for (const form of parse({ name: '', text: joined(code) }).forms) mentionsOf(form, mentions);
    const all = [...neededBy(this.file.definitions, mentions), ...code];
    const whole = { name: this.file.source.name, text: joined(all) };
    const { subject, diagnostics, sources = [] } = subjectOfSource(whole, this.options);
    for (const { name } of sources) this.imported.add(name);
    const errors = diagnostics
      .filter(({ level }) => level === 'error')
      .map((diagnostic) => relocateMessage(diagnostic, whole, all));
    if (subject === undefined) return { diagnostics: errors };
    const request: Request = {
      program: subject.executable,
      programId: defaultProgramId,
      accounts,
      data: new Uint8Array(),
      budget,
      logLimit: Infinity,
    };
    const outcome = execute(request);
    const failure = describeFailure(request, outcome, subject);
    if (failure) return { diagnostics: [...errors, relocateMessage(failure, whole, all)], outcome };
    const { result } = subject;
    const value = result && decodeValue(result, outcome.returnData);
    const bytes = outcome.returnData ?? new Uint8Array();
    return { diagnostics: errors, outcome, bytes, ...(value && { value }) };
  }

  /** The value of an operand of a test's form; a message if it has none. */
  operand(form: Syntax, surroundings: Surroundings): Evaluated {
    const evaluated = this.run([pieceOf(form)], surroundings);
    if (hasErrors(evaluated.diagnostics) || evaluated.value) return evaluated;
    return { ...evaluated, diagnostics: [diagnose('noTestValue', form.span, {})] };
  }
}

/** Every `(. account field)` in a form, wherever it stands. */
function fieldsIn(form: Syntax): { readonly form: Syntax; readonly names: readonly [string, string] }[] {
  if (form.kind !== 'list' && form.kind !== 'array') return [];
  const [, account, name] = form.items;
  if (headOf(form) === '.' && account?.kind === 'symbol' && name?.kind === 'symbol')
    return [{ form, names: [account.name, name.name] }];
  return form.items.flatMap(fieldsIn);
}

/** A piece in which fields of accounts are what reads them. */
function withFields(piece: Piece, field: Surroundings['field']): Piece[] {
  if (piece.text !== undefined) return [piece];
  const { source, start, end } = piece;
  const pieces: Piece[] = [];
  let at = start;
  const { forms } = parse({ name: source.name, text: source.text.slice(start, end) });
  for (const { form, names } of forms.flatMap(fieldsIn)) {
    const text = field(...names);
    if (text === undefined) continue;
    const place = { source, start: start + form.span.start, end: start + form.span.end };
    pieces.push({ source, start: at, end: place.start }, { ...place, text });
    at = place.end;
  }
  return [...pieces, { source, start: at, end }];
}

/** A value as OVSM that gives it again, where there is such. */
export function literalOf({ type, json, text }: ShownValue): string | undefined {
  if (typeof json === 'bigint') return `(${type} ${json})`;
  if (typeof json === 'boolean' || type === 'decimal') return text;
  if (typeof json !== 'string') return undefined;
  if (type === 'pubkey') return `(pubkey "${json}")`;
  return type === 'string' ? printSyntax({ kind: 'string', value: json, span: noSpan }) : undefined;
}

const noSpan = { source: { name: '', text: '' }, start: 0, end: 0 };
