// Cases of the public sbpf and firedancer suites, where the checkout has them beside it.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../shared/conformance/', import.meta.url));

/** Whether the files are there; tests that need them are skipped by name where they are not. */
export const havePeerCases = existsSync(folder);

/** Settings of the public suite that differ from its defaults. */
export interface PeerConfig {
  readonly enable_stack_frame_gaps?: boolean;
  readonly reject_broken_elfs?: boolean;
  readonly enabled_sbpf_versions?: readonly [least: string, greatest: string];
}

export interface SbpfCase {
  readonly id: string;
  readonly kind: 'execute' | 'verify' | 'assemble' | 'disassemble';
  readonly version: string;
  readonly config?: PeerConfig;
  readonly asm: string;
  readonly text_hex: string;
  /** A file in place of `text_hex`, and what is changed in it. */
  readonly elf?: string;
  readonly patches?: readonly (readonly [offset: number, hex: string])[];
  readonly entry_pc: number;
  readonly functions?: Readonly<Record<string, { readonly name: string; readonly pc: number }>>;
  readonly syscalls?: Readonly<Record<string, { readonly hash: number; readonly impl: string }>>;
  readonly input_hex?: string;
  readonly input_writable?: boolean;
  readonly budget: number;
  readonly expected_instruction_count: number;
  readonly expected: unknown;
  readonly rerun_budget_1024_same_count?: boolean;
  readonly verifier?: string;
}

export interface VectorCase {
  readonly id: string;
  readonly version: string;
  readonly text_hex: string;
  readonly regs: readonly string[];
  readonly input_hex: string;
  readonly region_boundary: readonly number[];
  readonly status: 'ok' | 'fault' | 'verify_fail';
  readonly expected_regs: readonly string[] | null;
}

function read(name: string): { cases: unknown[] } {
  if (!havePeerCases) return { cases: [] };
  return JSON.parse(readFileSync(`${folder}${name}`, 'utf8')) as { cases: unknown[] };
}

export const sbpfCases = (): SbpfCase[] => read('sbpf-cases.json').cases as SbpfCase[];
export const instructionVectors = (): VectorCase[] => read('instruction-vectors.json').cases as VectorCase[];

/** V4 behaves as V3 in everything these cases look at. */
export const versionOf = (name: string): 0 | 1 | 2 | 3 => Math.min(3, Number(name.slice(1))) as 0 | 1 | 2 | 3;

export const fromHex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));
