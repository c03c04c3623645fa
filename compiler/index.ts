// The library: compile OVSM, load and execute programs; nothing here touches files, process or clock.
export { assemble, check, compile, emit, format } from './compile.js';
export type {
  Architecture,
  AssembledProgram,
  AssemblyOptions,
  Compilation,
  CompiledProgram,
  CompileOptions,
  Emission,
  Stage,
} from './compile.js';
export type { FormatOptions } from './format/format.js';
export { renderDiagnostic } from './report/render.js';
export { diagnosticJson } from './report/json.js';
export type { DiagnosticJson, PositionJson, SpanJson } from './report/json.js';
export { load } from '../runtime/load.js';
export type { LoadError, LoadOptions, LoadResult } from '../runtime/load.js';
export { verify } from '../runtime/verify.js';
export type { VerifyError } from '../runtime/verify.js';
export { disassemble } from '../runtime/disassemble.js';
export { defaultBudget, execute } from '../runtime/execute.js';
export type { Outcome, Request } from '../runtime/execute.js';
export { Bank } from '../runtime/bank/bank.js';
export type { BankOptions, WireTransaction } from '../runtime/bank/bank.js';
export type { BatchAccount, BatchCall, BatchJob, BatchWorkers } from '../runtime/bank/batch.js';
export type { EngineName } from '../runtime/engine-names.js';
export type { DeployOptions } from '../runtime/bank/deployment.js';
export { LiteSVM } from '../runtime/bank/litesvm/litesvm.js';
export { FailedTransactionMetadata, TransactionMetadata } from '../runtime/bank/litesvm/results.js';
export { features } from '../runtime/bank/features.js';
export type { Feature, FeatureName } from '../runtime/bank/features.js';
export type { Clock } from '../runtime/bank/sysvars.js';
export type {
  InnerInstruction,
  InvocationOutcome,
  TransactionOutcome,
} from '../runtime/bank/transaction/outcome.js';
export type { Account, InstructionAccount } from '../runtime/bank/account.js';
export type { ExecutionError } from '../runtime/bank/errors.js';
export type { Executable } from '../runtime/executable.js';
export type { Observer } from '../runtime/interpret.js';
export { inactiveSyscalls } from '../runtime/syscalls/inactive.js';
export { syscalls } from '../runtime/syscalls/table.js';
export type { SyscallRow } from '../runtime/syscalls/syscall.js';
export { readFixture } from '../grammar/read-fixture.js';
export { defaultProgramId } from '../grammar/fixture.js';
export type { Fixture, FixtureAccount } from '../grammar/fixture.js';
export { locate, parseDebugMap, serializeDebugMap, TrapFinder } from '../grammar/debug-map.js';
export type { DebugMap, Location } from '../grammar/debug-map.js';
export type { Diagnostic, Level, Note } from '../grammar/diagnostics.js';
export type { Expansion, FileText, Position, ReadFile, Source, Span } from '../grammar/source.js';
export type { SyscallSignature } from '../grammar/syscall.js';
export { typeName } from '../grammar/signature.js';
export type { Type } from '../grammar/signature.js';
