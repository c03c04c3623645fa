// Two clusters that begin alike: in one clients call a program, in the other OVSM does; both do the same, byte for byte.
import { AccountRole, type Instruction } from '@solana/kit';
import { expect } from 'vitest';
import type { FileText } from '../grammar/source.js';
import { Cluster } from './cluster.js';
import { at } from './market.js';
import { compiled } from './ways.js';

/** A call in OVSM, with accounts by their numbers, and the instruction that a client would send. */
export type Step = readonly [call: string, direct: Instruction];

export class TwinClusters {
  readonly direct = new Cluster().carry('token', 'token2022', 'associatedToken', 'memo');
  readonly called = new Cluster().carry('token', 'token2022', 'associatedToken', 'memo');
  #programs = 0;

  constructor(
    /** Stands before each call: imports. */
    private readonly before = '',
    private readonly readFile: () => FileText = () => ({ problem: 'there is none', hint: '' }),
  ) {}

  both(work: (cluster: Cluster) => void): void {
    work(this.direct);
    work(this.called);
  }

  /** Does something in both without OVSM. */
  prepare(...instructions: readonly Instruction[]): void {
    this.both((cluster) => expect(cluster.send(instructions).status).toBe('ok'));
  }

  /** Makes a call in both ways; both must succeed and leave the same accounts behind. */
  try([call, direct]: Step): void {
    const programId = at(1000 + this.#programs++);
    const source = { name: 'call.ovsm', text: `${this.before} (cpi ${call})` };
    this.called.addProgram(programId, compiled(source, { readFile: this.readFile }).elf);
    const accounts = direct.accounts ?? [];
    // The runtime wants the program that is called among the accounts.
    const callee = { address: direct.programAddress, role: AccountRole.READONLY };
    const wrapped = { programAddress: programId, accounts: [...accounts, callee] };
    const wanted = this.direct.send([direct]);
    const found = this.called.send([wrapped]);
    if (found.status !== 'ok') throw new Error(found.logs.join('\n'));
    expect(wanted.status).toBe('ok');
    expect(found.innerInstructions[0]![0]!.data).toEqual(direct.data);
    for (const { address: one } of accounts)
      expect(this.called.judged(one), `${call}: ${one}`).toEqual(this.direct.judged(one));
  }
}
