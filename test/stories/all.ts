// All stories, each with the programs it needs.
import { carriedPrograms, type Cluster } from '../cluster.js';
import { tellFeeStory, tellMetadataStory, tellOtherExtensions } from './extension-story.js';
import { tellLookupTableStory } from './lookup-table-story.js';
import { tellMemoStory } from './memo-story.js';
import { tellStakeStory } from './stake-story.js';
import { tellTokenStory } from './token-story.js';

export interface Story {
  readonly title: string;
  readonly programs: readonly (keyof typeof carriedPrograms)[];
  readonly tell: (cluster: Cluster) => void;
}

export const stories: readonly Story[] = [
  {
    title: 'a token of Token',
    programs: ['token', 'associatedToken', 'memo'],
    tell: (cluster) => tellTokenStory(cluster, carriedPrograms.token),
  },
  {
    title: 'a token of Token-2022',
    programs: ['token2022', 'associatedToken', 'memo'],
    tell: (cluster) => tellTokenStory(cluster, carriedPrograms.token2022),
  },
  { title: 'transfer fees', programs: ['token2022', 'associatedToken'], tell: tellFeeStory },
  { title: 'metadata in a mint', programs: ['token2022'], tell: tellMetadataStory },
  { title: 'other extensions', programs: ['token2022', 'associatedToken'], tell: tellOtherExtensions },
  { title: 'memos', programs: ['memo', 'memo1'], tell: tellMemoStory },
  { title: 'a lookup table', programs: ['lookupTable'], tell: tellLookupTableStory },
  { title: 'stake', programs: ['stake'], tell: tellStakeStory },
];
