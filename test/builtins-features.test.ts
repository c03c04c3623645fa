// Features of the builtin programs, switched on and off, here and in litesvm.
import { describe, expect, it } from 'vitest';
import { encodeBase58 } from '../grammar/base58.js';
import { systemProgram } from '../runtime/bank/account.js';
import type { FeatureName } from '../runtime/bank/features.js';
import { mainnetFeatures } from '../runtime/bank/features.js';
import { loaderKeys, loaders } from '../runtime/bank/loaders.js';
import { findProgramAddress } from '../runtime/bank/program-address.js';
import { both, bytes, held, key, reader, send, u32, u64, writer } from './builtins/case.js';
import { dataState, owned, programState } from './builtins/loader-states.js';
import { Cluster } from './cluster.js';
import { testAddress } from './oracle.js';
import { buildProgram, done } from './small-program.js';

const [alice, bob, program] = [95, 96, 97].map(testAddress) as [string, string, string];
const programData = encodeBase58(findProgramAddress([key(program)], loaderKeys.v3).address);
const rich = 10_000_000_000n;

const without = (feature: FeatureName): Cluster =>
  new Cluster({ features: [...mainnetFeatures].filter((name) => name !== feature), history: 0 });

describe('create_account_allow_prefund', () => {
  it('is needed for its instruction', () => {
    const accounts = [both(bob), both(alice)];
    const data = bytes(u32(13), u64(5_000_000), u64(10), key(program));
    for (const feature of ['create_account_allow_prefund', 'raise_cpi_nesting_limit_to_8'] as const) {
      const cluster = without(feature);
      for (const pubkey of [alice, bob]) cluster.put(held(pubkey, rich));
      const { error } = send(cluster, [{ program: systemProgram, accounts, data }]);
      expect(error?.code).toBe(
        feature === 'create_account_allow_prefund' ? 'InvalidInstructionData' : undefined,
      );
      for (const length of [3, 4, 20, 51]) {
        send(cluster, [{ program: systemProgram, accounts, data: data.slice(0, length) }]);
        send(cluster, [{ program: systemProgram, accounts: [], data }]);
      }
    }
  });
});

describe('loader_v3_minimum_extend_program_size', () => {
  it('is a least number of bytes', () => {
    const file = buildProgram(3, done);
    const accounts = [writer(programData), writer(program), reader(systemProgram), both(alice)];
    for (const additional of [0, 1, 100, 10_239, 10_240, 20_000_000]) {
      const cluster = without('loader_v3_minimum_extend_program_size');
      cluster.put(held(alice, rich));
      cluster.put(owned(programData, dataState(alice, file), 2_000_000n));
      cluster.put(owned(program, programState(programData), rich));
      const data = bytes(u32(6), u32(additional));
      const { error } = send(cluster, [{ program: loaders.v3, accounts, data }]);
      expect(error === undefined).toBe(additional > 0 && additional <= 10_240);
    }
  });
});
