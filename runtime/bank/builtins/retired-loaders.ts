// The retired loaders: their programs still run, but they take no instructions themselves.
import type { Builtin } from '../builtin.js';
import { failed } from '../errors.js';
import { loaders } from '../loaders.js';

const refuser =
  (words: string): Builtin['run'] =>
  (context) => {
    context.log(words);
    throw failed('UnsupportedProgramId');
  };

export const loaderV1: Builtin = {
  id: loaders.v1,
  name: 'solana_bpf_loader_program',
  units: 1140,
  specification: 'Agave: bpf_loader_deprecated',
  run: refuser('Deprecated loader is no longer supported'),
};

export const loaderV2: Builtin = {
  id: loaders.v2,
  name: 'solana_bpf_loader_program',
  units: 570,
  specification: 'Agave: bpf_loader',
  run: refuser('BPF loader management instructions are no longer supported'),
};
