// Stories of memos: texts with and without signers, in both programs that Solana has for them.
import type { Address } from '@solana/kit';
import { address } from '@solana/kit';
import { carriedPrograms, type Cluster } from '../cluster.js';
import { testAddress } from '../oracle.js';
import { instruction, memo, setUnits } from './instructions.js';

const at = (seed: number): Address => address(testAddress(seed));

const texts: readonly (string | Uint8Array)[] = [
  '',
  'hello',
  'žluťoučký kůň 🐎',
  'x'.repeat(566),
  Uint8Array.of(0x68, 0xff),
  Uint8Array.of(0xe2, 0x82),
];

export function tellMemoStory(cluster: Cluster): void {
  for (const text of texts) {
    cluster.send([memo(text)]);
    cluster.send([memo(text, at(41))]);
    cluster.send([memo(text, at(41), at(42), at(41))]);
    const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
    cluster.send([instruction(carriedPrograms.memo1, [], bytes)]);
    cluster.send([instruction(carriedPrograms.memo1, [[at(41), 's']], bytes)]);
    cluster.send([
      instruction(
        carriedPrograms.memo,
        [
          [at(41), 's'],
          [at(43), 'r'],
        ],
        bytes,
      ),
    ]);
  }
  for (const units of [200, 500, 1000, 2000]) cluster.send([setUnits(units), memo('how much', at(41))]);
}
