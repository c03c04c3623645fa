// Gates: the features of Solana that brought, changed or took away syscalls and versions of sBPF.

/** One feature gate. */
export interface Gate {
  readonly name: string;
  /** The address whose account activates it. */
  readonly address: string;
  /** Whether mainnet has it. */
  readonly active: boolean;
}

/** Agave: feature-set. Long active gates whose checks were removed are here too: they tell since when a thing is. */
export const gates = [
  { name: 'abort_on_invalid_curve', address: 'FuS3FPfJDKSNot99ECLXtp3rueq36hMNStJkPJwWodLh', active: true },
  {
    name: 'add_get_processed_sibling_instruction_syscall',
    address: 'CFK1hRCNy8JJuAAY8Pb2GjLFNdCThS2qwZNe3izzBMgn',
    active: true,
  },
  { name: 'alt_bn128_little_endian', address: 'bn2oPgpkzQPT3tohMaAsMVGjhDmmDa4jCaVPqCFmtxM', active: true },
  { name: 'blake3_syscall_enabled', address: 'HTW2pSyErTj4BV6KBM9NZ9VBUJVxt7sacNWcf76wtzb3', active: false },
  {
    name: 'curve25519_syscall_enabled',
    address: '7rcw5UtqgDTBBv2EcynNfYckgdAaH1MAsCjKgXMkN7Ri',
    active: true,
  },
  {
    name: 'disable_deploy_of_alloc_free_syscall',
    address: '79HWsX9rpnnJBPcdNURVqygpMAfxdrAirzAGAVmf92im',
    active: true,
  },
  { name: 'disable_fees_sysvar', address: 'JAN1trEUEtZjgXYzNBYHU9DYd7GnThhXfFP7SzPXkPsG', active: true },
  {
    name: 'enable_alt_bn128_compression_syscall',
    address: 'EJJewYSddEEtSZHiqugnvhQHiWyZKjkFDQASd7oKSagn',
    active: true,
  },
  {
    name: 'enable_alt_bn128_g2_syscalls',
    address: 'bn1hKNURMGQaQoEVxahcEAcqiX3NwRs6hgKKNSLeKxH',
    active: true,
  },
  { name: 'enable_alt_bn128_syscall', address: 'A16q37opZdQMCbe5qJ6xpBB9usykfv8jZaMkxvZQi4GJ', active: true },
  {
    name: 'enable_big_mod_exp_syscall',
    address: 'expH2ppKPW2ANEdEmAjfhSEcnBQJfmoX4FjuNpe9ttg',
    active: false,
  },
  { name: 'enable_bls12_381_syscall', address: 'b1sgUiJ3qu7hYm3tNDyyqZNQd6gLGJmJppnLNa93PCQ', active: true },
  {
    name: 'enable_get_epoch_stake_syscall',
    address: 'FKe75t4LXxGaQnVHdUKM6DSFifVVraGZ8LyNo7oPwy1Z',
    active: true,
  },
  { name: 'enable_poseidon_syscall', address: 'FL9RsQA6TVUoh5xJQ9d936RHSebA1NLQqe3Zv9sXZRpr', active: true },
  {
    name: 'enable_sbpf_v1_deployment_and_execution',
    address: 'JE86WkYvTrzW8HgNmrHY7dFYpCmSptUpKupbo2AdQ9cG',
    active: true,
  },
  {
    name: 'enable_sbpf_v2_deployment_and_execution',
    address: 'F6UVKh1ujTEFK3en2SyAL3cdVnqko1FVEXWhmdLRu6WP',
    active: true,
  },
  {
    name: 'enable_sbpf_v3_deployment_and_execution',
    address: '5cC3foj77CWun58pC51ebHFUWavHWKarWyR5UUik7dnC',
    active: true,
  },
  { name: 'enable_sha512_syscall', address: 's512oDwgx8hjMnaQjXfqqrZroVj4HvC6TkN3iSSWXCh', active: false },
  {
    name: 'fix_alt_bn128_pairing_length_check',
    address: 'bnYzodLwmybj7e1HAe98yZrdJTd7we69eMMLgCXqKZm',
    active: true,
  },
  {
    name: 'get_sysvar_syscall_enabled',
    address: 'CLCoTADvV64PSrnR6QXty6Fwrt9Xc6EdxSJE4wLRePjq',
    active: true,
  },
  {
    name: 'increase_cpi_account_info_limit',
    address: 'H6iVbVaDZgDphcPbcZwc5LoznMPWQfnJ1AM7L1xzqvt5',
    active: true,
  },
  { name: 'last_restart_slot_sysvar', address: 'HooKD5NC9QNxk25QuzCssB8ecrEzGt6eXEPBUxWp1LaR', active: true },
  { name: 'poseidon_enforce_padding', address: 'poUdAqRXXsNmfqAZ6UqpjbeYgwBygbfQLEvWSqVhSnb', active: true },
  {
    name: 'remaining_compute_units_syscall_enabled',
    address: '5TuppMutoyzhUSfuYdhgzD47F92GL1g89KpCZQKqedxP',
    active: false,
  },
  {
    name: 'return_data_syscall_enabled',
    address: 'DwScAzPUjuv65TMbDnFY7AgwmotzWy3xpEJMXM3hZFaB',
    active: true,
  },
  {
    name: 'secp256k1_recover_syscall_enabled',
    address: '6RvdSWHh8oh72Dp7wMTS2DBkf3fRPtChfNrAo3cZZoXJ',
    active: true,
  },
  {
    name: 'sol_log_data_syscall_enabled',
    address: '6uaHcKPGUy4J7emLBgUTeufhJdiwhngW6a1R9B7c2ob9',
    active: true,
  },
  {
    name: 'syscall_parameter_address_restrictions',
    address: 'EDGMC5kxFxGk4ixsNkGt8bW7QL5hDMXnbwaZvYMwNfzF',
    active: true,
  },
] as const satisfies readonly Gate[];

export type GateName = (typeof gates)[number]['name'];

const byName = new Map<GateName, Gate>(gates.map((gate) => [gate.name, gate]));

export function gateNamed(name: GateName): Gate {
  return byName.get(name)!;
}
