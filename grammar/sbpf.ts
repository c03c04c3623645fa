// sBPF: the instruction languages v0 to v3, as one table of opcodes and the bytes they are written in.
export * from './sbpf/version.js';
export * from './sbpf/opcodes.js';
export * from './sbpf/instruction.js';
export * from './sbpf/hash.js';
