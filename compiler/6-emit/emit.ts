// Emission: from Flow to assembly; the steps of the back end in their order.
import type { Assembly } from '../../grammar/assembly.js';
import type { Diagnostics } from '../../grammar/diagnostics.js';
import type { FlowProgram } from '../../grammar/flow.js';
import { frameSize, frameStride } from '../../grammar/memory.js';
import type { Version } from '../../grammar/sbpf.js';
import { allocateRegisters, type Allocation } from './allocate.js';
import { Assembler } from './assemble.js';
import { removeDeadWrites } from './remove-dead-writes.js';
import { reuseValues } from './reuse-values.js';
import { layOutRodata } from './rodata.js';
import { selectFunction } from './select.js';
import { sinkWrites } from './sink-writes.js';
import { Tables } from './tables.js';

/** A program ready to be linked. */
export type EmittedProgram = Assembly;

export interface EmitOptions {
  readonly arch: 'v3' | 'v0';
  /** Whether fewer bytes matter more than fewer units. */
  readonly small?: boolean;
  /** Called with each function as it was coloured, for tests. */
  readonly observe?: (allocation: Allocation) => void;
}

const versionOf = { v3: 3, v0: 0 } as const satisfies Record<EmitOptions['arch'], Version>;

/** Generates code; nothing if a function's frame does not fit, which is reported. */
export function emit(
  program: FlowProgram,
  options: EmitOptions,
  diagnostics: Diagnostics,
): EmittedProgram | undefined {
  const version = versionOf[options.arch];
  const rodata = layOutRodata(program, version);
  const { small = false } = options;
  const target = { narrowJumps: version === 3, frameStride: frameStride(version), small };
  let fits = true;
  const tables = new Tables();
  const assembler = new Assembler(version, small, tables);
  program.functions.forEach((flow, index) => {
    tables.takeBack();
    const machine = selectFunction(flow, index === 0, rodata.addresses, target, tables);
    const wanted = machine.frameBytes;
    if (wanted <= frameSize) {
      allocateRegisters(machine, tables, options.observe);
      reuseValues(machine, tables);
      sinkWrites(machine, removeDeadWrites(machine, tables), tables);
    }
    if (machine.frameBytes > frameSize) {
      const { name, span, frameBytes: bytes } = machine;
      diagnostics.report('frameTooLarge', span, { name, bytes, limit: frameSize, spilled: bytes - wanted });
      fits = false;
    }
    if (fits) assembler.add(machine);
  });
  if (!fits) return undefined;
  return { version, ...assembler.finish(), entryPc: 0, rodata: rodata.bytes, rodataAddress: rodata.address };
}
