// Features: the gates of Solana that this machine can switch, and how mainnet has them.

/** One gate. */
export interface Feature {
  readonly name: string;
  /** The address whose account activates it. */
  readonly gate: string;
  readonly doc: string;
  readonly specification: string;
  /** Whether mainnet has it. */
  readonly active: boolean;
}

export const features = [
  {
    name: 'raise_cpi_nesting_limit_to_8',
    gate: '6TkHkRmP7JZy1fdM6fg5uXn76wChQBWGokHBJzrLB3mj',
    doc: 'Instructions may be nested nine deep in place of five.',
    specification: 'SIMD-0268',
    active: false,
  },
  {
    name: 'deplete_cu_meter_on_vm_failure',
    gate: 'B7H2caeia4ZFcpE3QcgMqbiWiBtWrdBRBSJ1DY6Ktxbq',
    doc: 'A fault of the machine takes all units that are left.',
    specification: 'SIMD-0182',
    active: true,
  },
  {
    name: 'create_account_allow_prefund',
    gate: '6sPDzwyARRExKH52LECxcGoqziH8G7SZofwuxi8Ja331',
    doc: 'The system program creates accounts that hold lamports already, by CreateAccountAllowPrefund.',
    specification: 'SIMD-0312',
    active: true,
  },
  {
    name: 'loader_v3_minimum_extend_program_size',
    gate: 'YbbRLkvenrocjGPGyoQE4wjnvYzTgfsk38NFmcYK7a5',
    doc: 'A program is extended by 10240 bytes or more, unless fewer are left.',
    specification: 'SIMD-0431',
    active: true,
  },
] as const satisfies readonly Feature[];

export type FeatureName = (typeof features)[number]['name'];

/** The features that are active, by name. */
export type FeatureSet = ReadonlySet<FeatureName>;

/** What mainnet has. */
export const mainnetFeatures: FeatureSet = new Set(
  features.filter(({ active }) => active).map(({ name }) => name),
);
