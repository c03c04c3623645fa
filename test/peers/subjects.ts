// All subjects, in the order of the table.
import { cpi } from './fixtures/cpi.js';
import { helloWorld } from './fixtures/hello-world.js';
import { hello } from './fixtures/hello.js';
import { multisig } from './fixtures/multisig.js';
import { nested } from './fixtures/nested.js';
import { propAmm, propAmmUpdate } from './fixtures/prop-amm.js';
import { pubkey } from './fixtures/pubkey.js';
import { token } from './fixtures/token.js';
import { transferLamports } from './fixtures/transfer-lamports.js';
import { vault } from './fixtures/vault.js';
import type { Subject } from './subject.js';

export const subjects: readonly Subject[] = [
  hello,
  transferLamports,
  pubkey,
  cpi,
  vault,
  helloWorld,
  propAmm,
  propAmmUpdate,
  multisig,
  nested,
  token,
];
