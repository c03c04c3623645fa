// The whole way from source text to ELF on one page: seven stages, and what may be looked at between them.
import type { Core, ResultMode, Target } from '../grammar/core.js';
import { printCore } from '../grammar/core/print.js';
import type { DebugMap } from '../grammar/debug-map.js';
import { Diagnostics, type Diagnostic } from '../grammar/diagnostics.js';
import type { ProgramInterface } from '../grammar/program-interface.js';
import type { Version } from '../grammar/sbpf.js';
import type { FlowProgram } from '../grammar/flow.js';
import { print as printFlow } from '../grammar/flow/print.js';
import type { Type } from '../grammar/signature.js';
import type { ReadFile, Source } from '../grammar/source.js';
import type { ListSyntax, Syntax } from '../grammar/syntax.js';
import { printIndented } from '../grammar/syntax/print.js';
import type { SyscallSignature } from '../grammar/syscall.js';
import type { RunLimit } from '../grammar/units-limit.js';
import { withoutTests } from '../stdlib/special/deftest.js';
import { assemble as assembleText } from '../runtime/assemble.js';
import { warnOfRefusal } from '../runtime/assemble/refusal.js';
import { syscalls as solanaSyscalls } from '../runtime/syscalls/table.js';
import { formNamed, internalFormNamed } from '../stdlib/index.js';
import { read } from './1-read/read.js';
import { expand } from './2-expand/expand.js';
import { pathBeside } from './2-expand/paths.js';
import { check as checkForms } from './3-check/check.js';
import { lower } from './4-lower/lower.js';
import { optimize, type OptimizationLevel } from './5-optimize/optimize.js';
import { emit as emitFlow, type EmittedProgram } from './6-emit/emit.js';
import { printProgram } from './6-emit/print.js';
import { link } from './7-link/link.js';
import { formatText, type FormatOptions } from './format/format.js';
import { proveLimits } from './units/prove.js';

export type Architecture = 'v3' | 'v0';
export type Stage = 'syntax' | 'expanded' | 'core' | 'flow' | 'asm';

export interface CompileOptions {
  /** sBPF version of the ELF; v3 unless told otherwise. */
  readonly arch?: Architecture;
  /** Adds section headers with function names, which some tools need. */
  readonly symbols?: boolean;
  /** The machines the program is for; those of Solana unless told otherwise. */
  readonly target?: Target;
  /** What becomes of the program's last value: return data (`value`) or r0 (`exit-code`). */
  readonly result?: ResultMode;
  /** 0 translates plainly, 1 optimizes within functions, 2 across them too (the default), 3 with longer copies, s for size. */
  readonly level?: OptimizationLevel;
  /** The syscalls a program may call; those deployable on Solana unless told otherwise. */
  readonly syscalls?: readonly SyscallSignature[];
  /** Reads the files that the program imports, by paths relative to the folder that `Source.name` is relative to. */
  readonly readFile?: ReadFile;
  /** Called with the Flow of the program after each pass of the optimizer that changed it. */
  readonly afterPass?: (name: string, program: FlowProgram) => void;
}

export interface CompiledProgram {
  readonly elf: Uint8Array;
  readonly debugMap: DebugMap;
  /** The type of the program's last value. */
  readonly result: Type;
  readonly resultMode: ResultMode;
  readonly arch: Architecture;
  /** The bounds on units that it declares. */
  readonly limits: readonly RunLimit[];
  /** What clients need to know of it; absent for a script. */
  readonly interface?: ProgramInterface;
}

export interface Compilation {
  readonly diagnostics: readonly Diagnostic[];
  /** The source and every file it imports, as far as they were read. */
  readonly sources: readonly Source[];
  /** Absent if there was any error. */
  readonly program?: CompiledProgram;
}

function syscallTable(options: CompileOptions): ReadonlyMap<string, SyscallSignature> {
  const rows = options.syscalls ?? solanaSyscalls.filter((row) => !('notDeployable' in row));
  return new Map(rows.map((row) => [row.name, row]));
}

const library = new Map<string, ListSyntax | undefined>();

/** The definition of a function of the standard library that is written in OVSM, read when it is first asked for. */
export function libraryDefinition(name: string): ListSyntax | undefined {
  const row = formNamed(name) ?? internalFormNamed(name);
  if (row?.kind !== 'library') return undefined;
  if (library.has(name)) return library.get(name);
  const diagnostics = new Diagnostics();
  const source = { name: `stdlib/${name}.ovsm`, text: row.source };
  const [form] = expand(source, read(source, diagnostics), diagnostics, {}).forms;
  const definition = form?.kind === 'list' && !diagnostics.failed ? form : undefined;
  library.set(name, definition);
  return definition;
}

/** One compilation on its way; each stage runs when it is asked for and stops the way at errors. */
class Way {
  readonly diagnostics = new Diagnostics();
  readonly arch: Architecture;
  /** The main one first. */
  sources: readonly Source[];
  private readonly syscalls: ReadonlyMap<string, SyscallSignature>;

  constructor(
    private readonly source: Source,
    private readonly options: CompileOptions,
  ) {
    this.arch = options.arch ?? 'v3';
    this.sources = [source];
    this.syscalls = syscallTable(options);
  }

  /** What all stages have reported, in the order of the sources and of the places in them; of the library last. */
  get messages(): readonly Diagnostic[] {
    const order = new Map(this.sources.map((source, index) => [source, index]));
    const file = ({ span }: Diagnostic): number => (span ? (order.get(span.source) ?? order.size) : 0);
    return this.diagnostics.list.toSorted(
      (a, b) => file(a) - file(b) || (a.span?.start ?? 0) - (b.span?.start ?? 0),
    );
  }

  read(): readonly Syntax[] {
    return read(this.source, this.diagnostics);
  }

  expanded(): readonly Syntax[] {
    const { readFile } = this.options;
    const find = (path: string) => {
      const file = readFile!(path);
      if ('problem' in file) return file;
      const imported = { name: path, text: file.text };
      return { source: imported, forms: withoutTests(read(imported, this.diagnostics)) };
    };
    const files = readFile ? { find } : {};
    const { forms, sources } = expand(this.source, withoutTests(this.read()), this.diagnostics, files);
    this.sources = sources;
    return forms;
  }

  /** Runs stages; their recursion over the program may exhaust the stack, which is a limit like any other. */
  within<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.diagnostics.report('tooComplex', { source: this.source, start: 0, end: 0 }, {});
      return undefined;
    }
  }

  core(): Core | undefined {
    const span = { source: this.source, start: 0, end: this.source.text.length };
    const forms = this.expanded();
    const { syscalls } = this;
    const resultMode = this.options.result ?? 'value';
    const { target = 'solana' } = this.options;
    const { readFile } = this.options;
    const reader = readFile && { readFile: (from: string, path: string) => readFile(pathBeside(from, path)) };
    const options = { syscalls, resultMode, target, library: libraryDefinition, ...reader };
    const core = checkForms(forms, span, this.diagnostics, options);
    return this.diagnostics.failed ? undefined : core;
  }

  flow(core: Core): FlowProgram | undefined {
    const { syscalls } = this;
    const program = lower(core, this.diagnostics, { syscalls });
    if (!program) return undefined;
    const { level = 2, afterPass } = this.options;
    return optimize(program, { level, ...(afterPass && { afterPass }) });
  }

  emitted(core: Core): EmittedProgram | undefined {
    const program = this.flow(core);
    if (!program) return undefined;
    const { level } = this.options;
    const emitted = emitFlow(program, { arch: this.arch, small: level === 's' }, this.diagnostics);
    // Bounds are those of code that is made to be cheap.
    const isCheap = level !== 0 && level !== 1;
    if (emitted && isCheap) proveLimits(core.limits, program, emitted, this.syscalls, this.diagnostics);
    return emitted;
  }
}

/** Compiles a program. Never throws for what the source says; mistakes come back as diagnostics. */
export function compile(source: Source, options: CompileOptions = {}): Compilation {
  const way = new Way(source, options);
  const core = way.within(() => way.core());
  const emitted = core && way.within(() => way.emitted(core));
  const diagnostics = way.messages;
  const { sources } = way;
  if (!core || !emitted || way.diagnostics.failed) return { diagnostics, sources };
  const { elf, debugMap } = link(emitted, { symbols: options.symbols ?? false });
  const { resultMode, limits } = core;
  const result = core.functions[0]!.result;
  const declared = core.program && { interface: core.program };
  return {
    diagnostics,
    sources,
    program: { elf, debugMap, result, resultMode, limits, arch: way.arch, ...declared },
  };
}

/** What `emit` gives; without text there were errors. */
export interface Emission extends Omit<Compilation, 'program'> {
  readonly text?: string;
}

/** The program as text at one stage of the way. */
export function emit(source: Source, stage: Stage, options: CompileOptions = {}): Emission {
  const way = new Way(source, options);
  const text = way.within(() => emitText(way, stage));
  return { diagnostics: way.messages, sources: way.sources, ...(text !== undefined && { text }) };
}

const printForms = (forms: readonly Syntax[]): string =>
  forms.map((form) => `${printIndented(form)}\n`).join('');

function emitText(way: Way, stage: Stage): string | undefined {
  if (stage === 'syntax') return printForms(way.read());
  if (stage === 'expanded') {
    const forms = way.expanded();
    return way.diagnostics.failed ? undefined : printForms(forms);
  }
  const core = way.core();
  if (!core) return undefined;
  if (stage === 'core') return printCore(core);
  if (stage === 'flow') {
    const flow = way.flow(core);
    return flow && printFlow(flow);
  }
  const emitted = way.emitted(core);
  return emitted && printProgram(emitted);
}

/** Reads and checks a program without building it. */
export function check(source: Source, options: CompileOptions = {}): readonly Diagnostic[] {
  const way = new Way(source, options);
  way.within(() => way.core());
  return way.messages;
}

/** Reads a source without checking it: its forms, as far as they can be read. */
export function parse(source: Source): {
  readonly diagnostics: readonly Diagnostic[];
  readonly forms: readonly Syntax[];
} {
  const way = new Way(source, {});
  const forms = way.read();
  return { diagnostics: way.messages, forms };
}

/**
 * The source laid out anew, or no text where the source cannot be read. Comments, names, numbers and strings stay as
 * they are, and formatting the text again gives the same text.
 */
export function format(
  source: Source,
  options: FormatOptions = {},
): { readonly diagnostics: readonly Diagnostic[]; readonly text?: string } {
  const way = new Way(source, {});
  way.read();
  if (way.diagnostics.failed) return { diagnostics: way.messages };
  return { diagnostics: way.messages, text: formatText(source.text, options) };
}

export interface AssemblyOptions {
  /** What the text says with `.arch`, else v3. */
  readonly version?: Version;
  /** Adds section headers with function names. */
  readonly symbols?: boolean;
  /** The names of the syscalls there are; those of Solana unless told otherwise. Calls of others are warned of. */
  readonly syscalls?: ReadonlySet<string>;
}

export interface AssembledProgram {
  readonly elf: Uint8Array;
  readonly debugMap: DebugMap;
  readonly version: Version;
}

const solanaNames: ReadonlySet<string> = new Set(solanaSyscalls.map(({ name }) => name));

/** Assembles text in the syntax of the public sBPF assembler. Never throws for what the text says. */
export function assemble(
  source: Source,
  options: AssemblyOptions = {},
): { readonly diagnostics: readonly Diagnostic[]; readonly program?: AssembledProgram } {
  const diagnostics = new Diagnostics();
  const { symbols = false, syscalls = solanaNames } = options;
  const assembly = assembleText(source, { ...options, syscalls }, diagnostics);
  if (!assembly) return { diagnostics: diagnostics.list };
  const { elf, debugMap } = link(assembly, { symbols });
  warnOfRefusal(assembly, elf, syscalls, diagnostics);
  return { diagnostics: diagnostics.list, program: { elf, debugMap, version: assembly.version } };
}
