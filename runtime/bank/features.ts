// Features: the gates of Solana that this machine can switch, and how mainnet has them.

/** One gate. */
export interface Feature {
  readonly name: string;
  readonly specification: string;
  /** Whether mainnet has it. */
  readonly active: boolean;
}

export const features = [
  {
    name: 'raise_cpi_nesting_limit_to_8',
    specification: 'SIMD-0268',
    active: false,
  },
  {
    name: 'increase_cpi_account_info_limit',
    specification: 'SIMD-0339',
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
