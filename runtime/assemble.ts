// The assembler: text in the syntax of the public sBPF assembler as a program; the inverse of the disassembler.
import {
  rodataAddress,
  type Assembly,
  type AssemblyFunction,
  type AssemblySlot,
} from '../grammar/assembly.js';
import { Diagnostics, type Diagnostic } from '../grammar/diagnostics.js';
import { programStart } from '../grammar/memory.js';
import { hasStrictLayout, slotSize, type Version } from '../grammar/sbpf.js';
import type { Source, Span } from '../grammar/source.js';
import type { SectionName } from './assemble/directives.js';
import { evaluate } from './assemble/expressions.js';
import { encodeInstruction, rawSlot, type Target } from './assemble/instructions.js';
import type { Addresses } from './assemble/names.js';
import { largestSection, Placement, type Content } from './assemble/place.js';
import { parseStatements, type Operand } from './assemble/statements.js';

export interface AssembleOptions {
  /** The sBPF version; what the text says with `.arch`, else v3. */
  readonly version?: Version;
  /** The names of the syscalls there are: calls of others are warned of. Without it none are. */
  readonly syscalls?: ReadonlySet<string>;
  /** Takes instructions the version lacks, with the opcode they have in another: programs for the verifier to refuse. */
  readonly anyVersion?: boolean;
}

/**
 * Assembles a whole program. Mistakes are reported in the order of the text, and nothing comes back if there are any;
 * it never throws.
 */
export function assemble(
  source: Source,
  options: AssembleOptions,
  collected: Diagnostics,
): Assembly | undefined {
  const diagnostics = new Diagnostics();
  const assembly = assembleIn(source, options, diagnostics);
  const start = ({ span }: Diagnostic): number => span?.start ?? 0;
  for (const one of diagnostics.list.sort((left, right) => start(left) - start(right)))
    collected.list.push(one);
  return assembly;
}

function assembleIn(
  source: Source,
  options: AssembleOptions,
  diagnostics: Diagnostics,
): Assembly | undefined {
  const placement = new Placement(diagnostics);
  placement.place(parseStatements(source, diagnostics));
  const version = chooseVersion(placement, options, diagnostics);
  const addresses = placeSections(placement, version);
  placement.names.settle(addresses);
  const start = { source, start: 0, end: 0 };
  if (placement.sizes['.text'] === 0 && !diagnostics.failed)
    diagnostics.report('nothingToAssemble', start, {});
  return new Generator(placement, options, version, addresses, diagnostics).run();
}

function chooseVersion({ arch }: Placement, { version }: AssembleOptions, diagnostics: Diagnostics): Version {
  if (arch !== undefined && version !== undefined && arch.version !== version)
    diagnostics.report('architectureDiffers', arch.span, {
      written: `v${arch.version}`,
      wanted: `v${version}`,
    });
  return version ?? arch?.version ?? 3;
}

const alignToSlot = (address: bigint): bigint => (address + 7n) & ~7n;

/** Where the sections lie: where the file wants them, else where the linker puts them. */
function placeSections(placement: Placement, version: Version): Addresses {
  const { wanted, sizes } = placement;
  const size = BigInt(sizes['.rodata']);
  const rodata = wanted['.rodata']?.address ?? rodataAddress(version);
  const behind = size > 0n ? alignToSlot(rodata + size) : rodataAddress(version);
  const usual = hasStrictLayout(version) ? programStart : behind;
  const addresses = { '.text': wanted['.text']?.address ?? usual, '.rodata': rodata };
  for (const section of sectionNames) {
    const reason = wanted[section] && reasonAgainst(section, addresses[section], version);
    if (reason !== undefined)
      placement.refuseAddress(section, addresses[section], reason, wanted[section]?.span);
  }
  if (!hasStrictLayout(version)) refuseOverlap(addresses, placement);
  return addresses;
}

const sectionNames = ['.rodata', '.text'] as const satisfies readonly SectionName[];

/** Why the section cannot lie at `address`. */
function reasonAgainst(section: SectionName, address: bigint, version: Version): string | undefined {
  if (hasStrictLayout(version)) {
    const fixed = section === '.text' ? programStart : rodataAddress(version);
    return address === fixed ? undefined : `in v3 it lies at 0x${fixed.toString(16)}`;
  }
  if (address % 8n !== 0n) return 'it is to be a multiple of 8';
  const first = rodataAddress(version);
  const last = programStart + BigInt(largestSection);
  if (address >= first && address <= last) return undefined;
  return `it lies from 0x${first.toString(16)}, behind the file header, to 0x${last.toString(16)}`;
}

function refuseOverlap(addresses: Addresses, placement: Placement): void {
  const { sizes, wanted } = placement;
  const [lower, upper] = [...sectionNames].sort((left, right) =>
    addresses[left] < addresses[right] ? -1 : 1,
  );
  const end = addresses[lower!] + BigInt(sizes[lower!]);
  if (sizes['.rodata'] === 0 || end <= addresses[upper!]) return;
  const blamed = wanted[upper!] === undefined ? lower! : upper!;
  const other = blamed === upper ? lower! : upper!;
  const reason = `\`${other}\` lies from 0x${addresses[other].toString(16)} on and holds ${sizes[other]} bytes`;
  placement.refuseAddress(blamed, addresses[blamed], reason, wanted[blamed]?.span);
}

/** The second pass: every content in its bytes. */
class Generator {
  private readonly slots: AssemblySlot[] = [];
  private readonly rodata: Uint8Array;
  private readonly syscalls: { pc: number; name: string }[] = [];
  /** The functions by pc, with the name of those that have one. */
  private readonly functions = new Map<number, string | undefined>();
  private readonly target: Target;

  constructor(
    private readonly placement: Placement,
    { anyVersion = false, syscalls }: AssembleOptions,
    private readonly version: Version,
    private readonly addresses: Addresses,
    private readonly diagnostics: Diagnostics,
  ) {
    const { names, sizes, externals } = placement;
    this.rodata = new Uint8Array(sizes['.rodata']);
    this.target = {
      version,
      anyVersion,
      names,
      length: sizes['.text'] / slotSize,
      syscalls: syscalls && new Set([...syscalls, ...externals]),
      diagnostics,
    };
  }

  run(): Assembly | undefined {
    const entryPc = this.findEntry();
    for (const content of this.placement.contents) this.generate(content);
    if (this.diagnostics.failed) return undefined;
    const { version, slots, rodata, syscalls, addresses } = this;
    const functions = this.listFunctions();
    return {
      version,
      slots,
      functions,
      entryPc,
      syscalls,
      rodata,
      rodataAddress: addresses['.rodata'],
      ...(!hasStrictLayout(version) && { textAddress: addresses['.text'] }),
      traps: [],
      trapSites: [],
    };
  }

  private generate(content: Content): void {
    if (content.kind === 'bytes') this.rodata.set(content.bytes, content.offset);
    else if (content.kind === 'values') this.generateValues(content);
    else {
      const { command, offset } = content;
      const pc = offset / slotSize;
      const encoded = encodeInstruction(command, pc, this.target);
      if (encoded === undefined) return;
      for (const slot of encoded.slots) this.slots.push({ ...slot, span: command.span });
      if (encoded.syscall !== undefined) this.syscalls.push({ pc, name: encoded.syscall });
      const { callee } = encoded;
      if (callee !== undefined && callee >= 0 && callee < this.target.length) this.nameFunction(callee);
    }
  }

  private generateValues(content: Extract<Content, { kind: 'values' }>): void {
    const { section, bytes } = content;
    const view = new DataView(this.rodata.buffer);
    content.operands.forEach((operand, index) => {
      const offset = content.offset + index * bytes;
      const value = this.dataValue(operand, bytes, { section, offset });
      if (value === undefined) return;
      if (section === '.text') this.slots.push({ ...rawSlot(value), span: operand.span });
      else
        for (let byte = 0; byte < bytes; byte++)
          view.setUint8(offset + byte, Number((value >> BigInt(8 * byte)) & 255n));
    });
  }

  private dataValue(
    operand: Operand,
    bytes: 1 | 2 | 4 | 8,
    location: { section: SectionName; offset: number },
  ): bigint | undefined {
    if (operand.kind !== 'value') return undefined;
    const { diagnostics, placement } = this;
    const value = evaluate(operand.expression, placement.names.environment(location), diagnostics);
    const bits = 8 * bytes;
    if (value === undefined || BigInt.asUintN(bits, value) === value || BigInt.asIntN(bits, value) === value)
      return value;
    const advice = 'signed and unsigned numbers of this width are taken';
    diagnostics.report('valueNotKnown', operand.span, { problem: `does not fit into ${bits} bits`, advice });
    return undefined;
  }

  /** The entry: what `.globl` names, of several `entrypoint`, else the first; without one `entrypoint`, else slot 0. */
  private findEntry(): number {
    const { globals, functions, names } = this.placement;
    for (const [name] of names.labels)
      if (name === 'entrypoint' || name.startsWith('function_'))
        this.nameFunction(names.labelledPc(name), name);
    const places = [...globals, ...functions].map(({ name, span }) => this.functionAt(name, span));
    const main = globals.findIndex(({ name }) => name === 'entrypoint');
    const entry = places[main] ?? (globals.length > 0 ? places[0] : undefined);
    const pc = entry ?? names.labelledPc('entrypoint') ?? 0;
    this.nameFunction(pc, this.functions.get(pc) ?? 'entrypoint');
    return Math.min(pc, Math.max(0, this.target.length - 1));
  }

  private functionAt(name: string, span: Span): number | undefined {
    const { names } = this.placement;
    const pc = names.labelledPc(name);
    if (pc === undefined) names.reportUnknown(name, span, []);
    else this.nameFunction(pc, name);
    return pc;
  }

  private nameFunction(pc: number | undefined, name?: string): void {
    if (pc !== undefined) this.functions.set(pc, this.functions.get(pc) ?? name);
  }

  private listFunctions(): AssemblyFunction[] {
    const labels = new Map<number, string>();
    for (const [name] of this.placement.names.labels) {
      const pc = this.placement.names.labelledPc(name);
      if (pc !== undefined && !labels.has(pc)) labels.set(pc, name);
    }
    const starts = [...this.functions.keys()].filter((pc) => pc < this.slots.length).sort((a, b) => a - b);
    return starts.map((start, index) => {
      const name = this.functions.get(start) ?? labels.get(start) ?? `function_${start}`;
      return { name, start, end: starts[index + 1] ?? this.slots.length, span: this.slots[start]!.span };
    });
  }
}
