// All stories, each with the programs it needs.
import type { Address } from '@solana/kit';
import { carriedPrograms, type Cluster } from '../cluster.js';
import { tellAssociatedStory } from './associated-story.js';
import { tellFeeStory, tellMetadataStory, tellOtherExtensions } from './extension-story.js';
import { tellLookupTableStory } from './lookup-table-story.js';
import { tellMemoStory } from './memo-story.js';
import { tellStakeStory } from './stake-story.js';
import { tellMistakes } from './mistake-story.js';
import { tellNativeStory } from './native-story.js';
import { tellTokenStory } from './token-story.js';

export interface Story {
  readonly title: string;
  readonly programs: readonly (keyof typeof carriedPrograms)[];
  readonly tell: (cluster: Cluster) => void;
}

/** A story that both token programs have. */
const ofTokens = (
  title: string,
  others: Story['programs'],
  tell: (cluster: Cluster, program: Address) => void,
): Story[] =>
  (['token', 'token2022'] as const).map((program) => ({
    title: `${title} (${program})`,
    programs: [program, ...others],
    tell: (cluster) => tell(cluster, carriedPrograms[program]),
  }));

export const stories: readonly Story[] = [
  ...ofTokens('a token', ['associatedToken', 'memo'], tellTokenStory),
  ...ofTokens('mistakes', [], tellMistakes),
  ...ofTokens('wrapped lamports', ['associatedToken'], tellNativeStory),
  ...ofTokens('associated accounts', ['associatedToken'], tellAssociatedStory),
  { title: 'transfer fees', programs: ['token2022', 'associatedToken'], tell: tellFeeStory },
  { title: 'metadata in a mint', programs: ['token2022'], tell: tellMetadataStory },
  { title: 'other extensions', programs: ['token2022', 'associatedToken'], tell: tellOtherExtensions },
  { title: 'memos', programs: ['memo', 'memo1'], tell: tellMemoStory },
  { title: 'a lookup table', programs: ['lookupTable'], tell: tellLookupTableStory },
  { title: 'stake', programs: ['stake'], tell: tellStakeStory },
];
