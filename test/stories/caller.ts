// A program that passes one instruction on: what it is called with, it calls another program with.
import type { AccountMeta, Address, Instruction } from '@solana/kit';
import { addressBytes } from '../../runtime/bank/account.js';
import type { Cluster } from '../cluster.js';
import type { Asked, LayoutName } from '../invoke-image.js';
import { invokeImage, invokeSteps, placesOf } from '../invoke-image.js';
import { buildProgram, done } from '../small-program.js';

/** Puts the program at the address and gives the instruction that makes it call with the one given. */
export function passedOn(
  cluster: Cluster,
  caller: Address,
  instruction: Instruction,
  layout: LayoutName = 'c',
): Instruction {
  const { programAddress, accounts: metas = [], data = new Uint8Array(0) } = instruction;
  const listed = [...metas, { address: programAddress, role: 0 }] as readonly AccountMeta[];
  const firstOf = listed.map(({ address }) => listed.findIndex((other) => other.address === address));
  const places = placesOf(
    listed.map(({ address }, index) =>
      firstOf[index] === index ? { length: cluster.judged(address).data.length } : { same: firstOf[index]! },
    ),
  );
  const asked: Asked = {
    layout,
    programId: addressBytes(programAddress),
    metas: metas.map(({ address, role }) => ({
      key: addressBytes(address),
      writable: role % 2,
      signer: role >> 1,
    })),
    data: Uint8Array.from(data),
    infos: places.filter((_, index) => firstOf[index] === index),
  };
  const built = invokeImage(asked);
  cluster.addProgram(caller, buildProgram(0, [...invokeSteps(asked, built), ...done], built.bytes));
  return { programAddress: caller, accounts: listed, data: new Uint8Array(0) };
}
