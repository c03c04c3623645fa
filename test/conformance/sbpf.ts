// Cases of the public sbpf suite: executing, verifying, assembling and disassembling instructions.
import type { Executable } from '../../runtime/executable.js';
import { disassemble } from '../../runtime/disassemble.js';
import type { Syscall } from '../../runtime/machine.js';
import type { Memory } from '../../runtime/memory.js';
import { verify } from '../../runtime/verify.js';
import { bareExecutable } from '../bare-machine.js';
import { runBareOnEngines } from '../engines.js';
import type { SbpfCase } from '../peer-cases.js';
import { fromHex, versionOf } from '../peer-cases.js';
import { runAssembleCase, type AssembleCase } from './assemble.js';
import type { ElfCase } from './elf-file.js';
import { loadAsPeers, patchedFile } from './elf-file.js';
import { compared, skipped, type Verdict } from './verdict.js';

/** The syscalls of the sbpf test suite, by the name of their implementation. */
const testSyscalls: Readonly<Record<string, (memory: Memory) => Syscall>> = {
  BpfTracePrintf: () => () => 0n,
  SyscallString: (memory) => (address, length) => {
    memory.view(address, length, 'read');
    return 0n;
  },
  SyscallU64: () => () => 0n,
  SyscallMemFrob: (memory) => (address, length) => {
    memory.view(address, length, 'write').forEach((byte, index, bytes) => (bytes[index] = byte ^ 42));
    return 0n;
  },
  SyscallGatherBytes:
    () =>
    (...bytes) =>
      bytes.reduce((sum, byte) => (sum << 8n) | (byte & 0xffn), 0n),
  SyscallStrCmp: (memory) => (left, right) => {
    for (let at = 0n; ; at++) {
      const one = memory.load(left + at, 1);
      const other = memory.load(right + at, 1);
      if (one !== other) return BigInt.asUintN(64, one - other);
      if (one === 0n) return 0n;
    }
  },
};

/** An implementation goes by its name with or without `Bpf` before it. */
const implementation = (name: string) => testSyscalls[name] ?? testSyscalls[name.replace(/^Bpf/, '')];

/** The instructions of the case as a program. */
function executableOf(one: SbpfCase): Executable {
  const functions = new Map(
    Object.entries(one.functions ?? {}).map(([key, { pc }]) => [Number(key) >>> 0, pc]),
  );
  return bareExecutable(versionOf(one.version), fromHex(one.text_hex), functions, one.entry_pc);
}

function executed(one: SbpfCase, executable: Executable, budget: number): string {
  const syscalls = (memory: Memory) =>
    new Map(
      Object.values(one.syscalls ?? {}).flatMap(({ hash, impl }) => {
        const make = implementation(impl);
        return make ? [[hash >>> 0, make(memory)] as const] : [];
      }),
    );
  const { run, units } = runBareOnEngines(executable, {
    input: fromHex(one.input_hex ?? ''),
    inputWritable: one.input_writable ?? true,
    budget,
    gaps: executable.version === 0 && one.config?.enable_stack_frame_gaps !== false,
    syscalls,
  });
  const value = run.ok ? `0x${run.r0.toString(16)}` : run.fault.variant;
  return `${value} after ${budget - units}`;
}

function execute(one: SbpfCase, elfFolder: string): Verdict {
  const unknown = Object.values(one.syscalls ?? {}).find(({ impl }) => !implementation(impl));
  if (unknown) return skipped(`no syscall ${unknown.impl}`);
  if (one.elf === undefined) return executeProgram(one, executableOf(one));
  const named: ElfCase = { ...one, elf: one.elf };
  const file = patchedFile(named, elfFolder);
  if (file === undefined) return skipped(`no file ${one.elf}`);
  const loaded = loadAsPeers(named, file);
  if (loaded.ok) return executeProgram(one, loaded.executable);
  return compared(loaded.error.variant, (one.expected as Expected).err?.variant ?? 'Ok');
}

interface Expected {
  readonly ok?: string;
  readonly err?: { readonly variant: string };
}

function executeProgram(one: SbpfCase, executable: Executable): Verdict {
  const { ok, err } = one.expected as Expected;
  const expected = `${ok ?? err!.variant} after ${one.expected_instruction_count}`;
  const verdict = compared(executed(one, executable, one.budget), expected);
  if (verdict.result !== 'passed' || !one.rerun_budget_1024_same_count) return verdict;
  return compared(executed(one, executable, 1024), expected);
}

function verified(one: SbpfCase): Verdict {
  if (one.verifier === 'LocalVerifier') return skipped('Agave does not use this verifier');
  const error = verify({ text: fromHex(one.text_hex), version: versionOf(one.version) });
  const found = error ? `${error.variant}(${error.arguments.join(', ')})` : 'Ok';
  return compared(found, String(one.expected).replace(/^VerifierError\((.*)\)$/, '$1'));
}

function disassembled({ version, text_hex: text, asm }: SbpfCase): Verdict {
  return compared(disassemble(bareExecutable(versionOf(version), fromHex(text)), new Map()), asm);
}

/** Runs a case of sbpf-cases.json. */
export function runSbpfCase(one: SbpfCase, elfFolder = '.'): Verdict {
  switch (one.kind) {
    case 'execute':
      return execute(one, elfFolder);
    case 'verify':
      return verified(one);
    case 'disassemble':
      return disassembled(one);
    case 'assemble':
      return runAssembleCase(one as AssembleCase);
  }
}
