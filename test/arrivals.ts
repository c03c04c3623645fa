// What arrives when a program in OVSM calls another one: the data, and the accounts with their rights.
import type { Address } from '@solana/kit';
import { discriminatorOf, snakeCase } from '../grammar/discriminator.js';
import type { FileText } from '../grammar/source.js';
import { Cluster } from './cluster.js';
import { told } from './market.js';
import { instruction, type Named } from './stories/instructions.js';
import { compiled } from './ways.js';

/** Says who its accounts are and what may be done with them. */
const called = `
  (for (i (range (num-accounts)))
    (sol_log_pubkey (account-pubkey i))
    (log (if (is-signer i) (if (account-is-writable i) "ws" "s") (if (account-is-writable i) "w" "r"))))`;

export interface Arrival {
  readonly data: Uint8Array;
  /** The address of each account and `w`, `s`, `ws` or `r`. */
  readonly accounts: readonly string[];
}

/** Calls instructions of a caller, here and in litesvm, and gives what arrived at the program that it calls. */
export function arrivalsOf(
  calledId: Address,
  callerId: Address,
  caller: string,
  readFile: () => FileText,
): (name: string, ...named: readonly Named[]) => Arrival {
  const cluster = new Cluster();
  cluster.addProgram(calledId, compiled({ name: 'called.ovsm', text: called }).elf);
  cluster.addProgram(callerId, compiled({ name: 'caller.ovsm', text: caller }, { readFile }).elf);
  return (name, ...named) => {
    const data = discriminatorOf('global', snakeCase(name));
    const outcome = cluster.send([instruction(callerId, [...named, [calledId, 'r']], data)]);
    if (outcome.status !== 'ok') throw new Error(outcome.logs.join('\n'));
    return { data: outcome.innerInstructions[0]![0]!.data, accounts: told(outcome) };
  };
}
