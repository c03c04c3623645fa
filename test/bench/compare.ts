// Compare: both contenders on the same programs, in interleaved rounds; medians count.
import { testAddress } from '../oracle.js';
import type { ToCall } from './contenders.js';
import { Agave, bankWith, loaded, median, runWorkload, timed } from './contenders.js';
import { tokenProgram, tokenPrograms, transfer } from './tokens.js';
import { workloads } from './workloads.js';

export interface WorkloadResult {
  readonly name: string;
  readonly units: number;
  readonly oursNsPerUnit: number;
  readonly agaveNsPerUnit: number;
  /** How many times quicker ours is. */
  readonly ratio: number;
}

export interface ProgramResult {
  readonly name: string;
  readonly units: number;
  /** Without the fixed part, which is what a program that does nothing takes with the same accounts. */
  readonly oursNs: number;
  readonly agaveNs: number;
  readonly oursFixedNs: number;
  readonly agaveFixedNs: number;
  readonly ratio: number;
}

/** Builds assembly text for the architecture that is measured. */
export type Build = (name: string, text: string) => Uint8Array;

const rounds = 101;
/** Runs before the first measured one: V8 recompiles in steps. */
const warmUp = 40;

const nothing = 'mov64 r0, 0\nexit';

export function compareWorkloads(build: Build): {
  readonly rows: readonly WorkloadResult[];
  readonly fixedNs: number;
} {
  const agave = new Agave();
  const nothingId = testAddress(98);
  agave.addProgram(nothingId, build('nothing', nothing));
  const data = new Uint8Array(0);
  const sendNothing = agave.prepare([{ programId: nothingId, accounts: [], data }]);
  sendNothing();
  const fixed = Array.from({ length: 200 }, () => timed(sendNothing));
  const fixedNs = median(fixed);
  const rows = workloads.map(({ name, text }, index) => {
    const elf = build(name, text);
    const programId = testAddress(100 + index);
    agave.addProgram(programId, elf);
    const send = agave.prepare([{ programId, accounts: [], data }]);
    const executable = loaded(elf);
    const units = send();
    for (let count = 0; count < warmUp; count++)
      if (runWorkload(executable) !== units) throw new Error(`${name} does not take the same units`);
    const [ours, theirs]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      ours.push(timed(() => runWorkload(executable)));
      theirs.push(timed(send));
    }
    const oursNsPerUnit = median(ours) / units;
    const agaveNsPerUnit = (median(theirs) - fixedNs) / units;
    return { name, units, oursNsPerUnit, agaveNsPerUnit, ratio: agaveNsPerUnit / oursNsPerUnit };
  });
  return { rows, fixedNs };
}

/** Instructions of a transaction of litesvm, and runs of ours, that are timed as one. */
const calls = 40;
const programRounds = 101;
const programWarmUp = 20_000;

export function comparePrograms(build: Build): readonly ProgramResult[] {
  const nothingId = testAddress(98);
  const nothingFile = build('nothing', nothing);
  const doNothing: ToCall = { ...transfer, programId: nothingId };
  return tokenPrograms().map(([name, elf]) => {
    const agave = new Agave();
    for (const account of transfer.accounts) agave.put(account);
    agave.addProgram(tokenProgram, elf);
    agave.addProgram(nothingId, nothingFile);
    const send = agave.prepare(new Array<ToCall>(calls).fill(transfer));
    const sendNothing = agave.prepare(new Array<ToCall>(calls).fill(doNothing));
    const bank = bankWith([
      [tokenProgram, elf],
      [nothingId, nothingFile],
    ]);
    const own = bank.prepareCall(transfer);
    const ownNothing = bank.prepareCall(doNothing);
    if ('code' in own || 'code' in ownNothing) throw new Error(`${name} cannot be run`);
    const units = send() / calls;
    const first = own.run();
    if (!first.run.ok || first.run.r0 !== 0n || first.units !== units)
      throw new Error(`${name} does not take the same units`);
    for (let count = 0; count < programWarmUp; count++) {
      own.run();
      ownNothing.run();
    }
    const repeat = (work: () => unknown) => () => {
      for (let count = 0; count < calls; count++) work();
    };
    const times: Record<'ours' | 'oursFixed' | 'agave' | 'agaveFixed', number[]> = {
      ours: [],
      oursFixed: [],
      agave: [],
      agaveFixed: [],
    };
    for (let round = 0; round < programRounds; round++) {
      times.ours.push(timed(repeat(() => own.run())) / calls);
      times.agave.push(timed(send) / calls);
      times.oursFixed.push(timed(repeat(() => ownNothing.run())) / calls);
      times.agaveFixed.push(timed(sendNothing) / calls);
    }
    const oursFixedNs = median(times.oursFixed);
    const agaveFixedNs = median(times.agaveFixed);
    const oursNs = median(times.ours) - oursFixedNs;
    const agaveNs = median(times.agave) - agaveFixedNs;
    return { name, units, oursNs, agaveNs, oursFixedNs, agaveFixedNs, ratio: agaveNs / oursNs };
  });
}
