// Invoked: a builtin case whose instruction a program invokes, in place of the transaction.
import { address } from '@solana/kit';
import type { TransactionOutcome } from '../../runtime/bank/transaction/outcome.js';
import type { Cluster } from '../cluster.js';
import { invokeImage, invokeSteps, placesOf } from '../invoke-image.js';
import { testAddress } from '../oracle.js';
import { buildProgram, done } from '../small-program.js';
import type { BuiltinCase, CaseInstruction, Meta } from './case.js';
import { key, reader, send, stage } from './case.js';

const caller = testAddress(90);

/** Each account once, with the rights of all its mentions. */
function united(metas: readonly Meta[]): Meta[] {
  return [...new Set(metas.map(({ pubkey }) => pubkey))].map((pubkey) => {
    const mentions = metas.filter((meta) => meta.pubkey === pubkey);
    return {
      pubkey,
      signer: mentions.some(({ signer }) => signer),
      writable: mentions.some(({ writable }) => writable),
    };
  });
}

/** A program that invokes the instruction, installed, and the instruction that calls it. */
function wrapped(cluster: Cluster, { program, accounts, data }: CaseInstruction): CaseInstruction {
  const handed = united([...accounts, reader(program)]);
  const places = placesOf(handed.map(({ pubkey }) => ({ length: cluster.judged(pubkey).data.length })));
  const asked = {
    layout: 'c',
    programId: key(program),
    metas: accounts.map(({ pubkey, signer, writable }) => ({
      key: key(pubkey),
      signer: signer === true ? 1 : 0,
      writable: writable === true ? 1 : 0,
    })),
    data,
    infos: places,
  } as const;
  const built = invokeImage(asked);
  const file = buildProgram(3, [...invokeSteps(asked, built), ...done], built.bytes);
  cluster.addProgram(address(caller), file);
  return { program: caller, accounts: handed, data: new Uint8Array(0) };
}

/** Runs the case on both sides, its last instruction invoked by a program. */
export function agreeInvoked(given: BuiltinCase): TransactionOutcome {
  return stage(given, (cluster) => {
    const { instructions } = given;
    return send(cluster, [...instructions.slice(0, -1), wrapped(cluster, instructions.at(-1)!)]);
  });
}
