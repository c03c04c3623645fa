// Runs the transaction of a fixture: in a bank of its own, with its programs, and shows what came of it.
import { diagnose } from '../../../grammar/diagnostics.js';
import type { TransactionFixture } from '../../../grammar/fixture.js';
import { defaultPayer } from '../../../grammar/fixture.js';
import type { TransactionOutcome } from '../../../runtime/bank/transaction/outcome.js';
import { computeBudgetOf } from '../../../runtime/bank/transaction/compute-budget.js';
import { LoadedMessage } from '../../../runtime/bank/transaction/message.js';
import { decodeTransaction } from '../../../runtime/bank/transaction/wire.js';
import { writeTransaction } from '../../../runtime/bank/transaction/write.js';
import { firstBlockhash } from '../../../runtime/bank/sysvars.js';
import { spanJson } from '../../report/json.js';
import { refuse, type ExitCode } from '../failure.js';
import { report } from '../report.js';
import type { RunOptions } from '../run/run-program.js';
import type { ProgramSubject } from '../run/subject.js';
import { instructionTexts, withTrace, type Trace } from '../run/trace.js';
import { decodeValue, type ShownValue } from '../run/value.js';
import type { Terminal } from '../terminal.js';
import { describeFailure } from './failure.js';
import { invocationTrees } from './invocations.js';
import { prepareBank, type Watch } from './prepare-bank.js';
import { pathOf, subjectFinder, takePrograms, type SubjectFinder } from './programs.js';
import { transactionJson } from './transaction-json.js';
import { transactionText } from './transaction-text.js';

/** Bytes of the largest packet. Agave: PACKET_DATA_SIZE. */
const packetSize = 1232;

/** Whether an instruction can reach the address: by running it, or by handing it to what it runs. */
function isNamed({ instructions }: TransactionFixture, address: string): boolean {
  return instructions.some(
    ({ programId, accounts }) => programId === address || accounts.some(({ pubkey }) => pubkey === address),
  );
}

function checkUse(
  fixture: TransactionFixture,
  given: ProgramSubject | undefined,
  { data }: RunOptions,
): void {
  const { programId } = fixture;
  if (given !== undefined && !isNamed(fixture, programId))
    refuse('programNotNamed', { programId, file: given.name });
  if (data !== undefined)
    refuse('optionWithoutMeaning', {
      option: '--data',
      reason: 'the instructions of the fixture have data of their own',
    });
}

/** The units that the instructions of a transaction ask for; undefined if they ask for what there is not. */
function askedUnits(wire: Uint8Array): number | undefined {
  const transaction = decodeTransaction(wire);
  if (transaction === undefined) return undefined;
  const budget = computeBudgetOf(new LoadedMessage(transaction.message, { writable: [], readonly: [] }));
  return 'code' in budget ? undefined : budget.units;
}

/** Shows each step with the height and the address of its program. */
function traceWatch(trace: Trace, subjectAt: SubjectFinder): Watch['start'] {
  const texts = new Map<string, (pc: number) => string>();
  return (programId, height) => {
    const subject = subjectAt(programId);
    const textOf = texts.get(programId) ?? (subject ? instructionTexts(subject.executable) : () => '');
    texts.set(programId, textOf);
    return trace.observer({ textOf, label: `${height} ${programId} ` });
  };
}

function valueOf(
  { status, returnData }: TransactionOutcome,
  subjectAt: SubjectFinder,
): ShownValue | undefined {
  const result = returnData && subjectAt(returnData.programId)?.result;
  return status === 'ok' && result ? decodeValue(result, returnData.data) : undefined;
}

/** `given`: the program of the command line; `inputs`: the files that no output may replace. */
export function runTransaction(
  fixture: TransactionFixture,
  given: ProgramSubject | undefined,
  options: RunOptions,
  inputs: readonly string[],
  terminal: Terminal,
): ExitCode {
  const { fixture: fixtureFile = '-', budget = fixture.budget, engine, trace, json } = options;
  checkUse(fixture, given, options);
  const programs = takePrograms(fixture, given, fixtureFile, options, terminal);
  const watch: Watch = {};
  const bank = prepareBank(
    fixture,
    programs,
    { ...(budget !== undefined && { units: budget }), ...(engine && { engine }) },
    watch,
  );
  const subjectAt = subjectFinder(programs, bank);
  const wire = writeTransaction(fixture.payer ?? defaultPayer, fixture.instructions, firstBlockhash);
  if (wire.length > packetSize)
    report([diagnose('transactionTooLong', undefined, { length: wire.length })], terminal);
  const rerun = (start: Watch['start']): TransactionOutcome => {
    watch.start = start;
    return bank.simulate(wire);
  };
  const files = [...inputs, ...fixture.programs.map((program) => pathOf(program, fixtureFile))];
  const outcome =
    trace === undefined
      ? rerun(undefined)
      : withTrace(trace, files, terminal, (steps) => rerun(traceWatch(steps, subjectAt)));
  const value = valueOf(outcome, subjectAt);
  const trees = invocationTrees(fixture, outcome);
  const programAt = (index: number): string => fixture.instructions[index]!.programId;
  const failure = describeFailure(outcome, programAt, subjectAt, rerun);
  if (json) {
    const { error } = outcome;
    const shown = error && {
      code: error.code,
      message: failure?.message ?? error.message,
      ...(error.instruction !== undefined && { instruction: error.instruction }),
      ...(failure?.span && { span: spanJson(failure.span) }),
    };
    terminal.result(transactionJson(outcome, trees, value, shown));
  } else {
    terminal.result(transactionText(bank, outcome, trees, value, budget ?? askedUnits(wire), subjectAt));
  }
  if (failure === undefined) return 0;
  report([failure], terminal);
  return 1;
}
