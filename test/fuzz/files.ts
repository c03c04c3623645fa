// The fuzz target `elf`: whatever the bytes, they are loaded or refused as litesvm does, and run to the same end.
import { address } from '@solana/kit';
import { LiteSVM } from 'litesvm';
import { encodeBase58 } from '../../grammar/base58.js';
import { compile } from '../../compiler/compile.js';
import { executeOnEngines } from '../engines.js';
import { load } from '../../runtime/load.js';
import { syscallsByHash } from '../../runtime/syscalls/table.js';
import { verify } from '../../runtime/verify.js';
import { expectSame, judge, presetAccount } from '../oracle.js';
import { Chance } from './chance.js';
import { generate } from './generate.js';
import { builds } from './programs.js';
import { programText } from './term.js';
import { vmCase } from './vm.js';
import type { World } from './world.js';
import { programId, randomWorld } from './world.js';

const syscalls = new Set(syscallsByHash.keys());

/** Bytes before the file in a program data account of loader v3, and before its address in a program account. */
const programDataHeader = 45;
const programHeader = 4;

const deployed = [
  'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA',
  'MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr',
  'ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL',
];

/** The files of programs that litesvm brings along. */
function deployedFiles(): Uint8Array[] {
  return deployed.flatMap((id) => {
    const { data } = presetAccount(id);
    if (data[0] === 0x7f) return [data];
    if (data.length < programHeader + 32) return [];
    const holder = encodeBase58(data.slice(programHeader, programHeader + 32));
    return [presetAccount(holder).data.slice(programDataHeader)];
  });
}

export interface Files {
  readonly small: readonly Uint8Array[];
  readonly large: readonly Uint8Array[];
}

/** Files to damage: generated programs, built in every way, random ones, and programs that run on Solana. */
export function files(): Files {
  const small = Array.from({ length: 60 }, (_, seed) => {
    const text = programText(generate(seed).program);
    const build = builds[seed % builds.length]!;
    return compile({ name: 'fuzz', text }, { ...build, symbols: seed % 4 === 0 }).program?.elf;
  }).filter((elf) => elf !== undefined);
  const random = Array.from({ length: 60 }, (_, seed) => vmCase(seed).elf);
  return { small: [...small, ...random], large: deployedFiles() };
}

const svm = new LiteSVM();

/** What litesvm says when the file is added as a program. */
function judged(file: Uint8Array): string {
  try {
    svm.addProgram(address(programId), file);
    return 'loaded';
  } catch (thrown) {
    return (thrown as Error).message.replace('Failed to add program: ', '');
  }
}

/** Our answer in the same words, or what is wrong with the answer itself. */
function ours(file: Uint8Array): { readonly text: string; readonly wrong?: string } {
  const result = load(file, { syscalls });
  if (!result.ok) {
    const { variant, text, offset } = result.error;
    const complete = variant.length > 0 && text.length > 0 && offset >= 0 && offset <= file.length;
    return { text, ...(!complete && { wrong: `an incomplete refusal: ${variant}, ${text}, ${offset}` }) };
  }
  const error = verify(result.executable);
  if (error === undefined) return { text: 'loaded' };
  const complete = error.variant.length > 0 && error.text.length > 0;
  const text = `Verifier error: ${error.text}`;
  return { text, ...(!complete && { wrong: `an incomplete refusal: ${error.variant}, ${error.text}` }) };
}

/** What is wrong with how a file is taken, if anything. `compare`: asks litesvm too. */
export function checkFile(file: Uint8Array, seed: number, compare: boolean): string | undefined {
  try {
    const chance = new Chance(seed);
    const world: World = randomWorld(chance);
    const { text, wrong } = ours(file);
    if (wrong !== undefined) return wrong;
    const theirs = compare ? judged(file) : text;
    if (text !== theirs) return `we say ${text}, litesvm says ${theirs}`;
    const { accounts, data } = world;
    const request = { programId, accounts, data, budget: chance.pick([100, 1000, 5000]) };
    const outcome = executeOnEngines({ ...request, program: file });
    if (text === 'loaded' && compare) expectSame(outcome, judge(file, request));
    return undefined;
  } catch (thrown) {
    return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  }
}
