// All stories, each with the programs it needs.
import type { Address } from '@solana/kit';
import { carriedPrograms, type Cluster } from '../cluster.js';
import { tellAssociatedStory } from './associated-story.js';
import { tellBatches } from './batch-story.js';
import { tellDelegationStory, tellStakeAuthorities } from './delegation-story.js';
import { tellFeeStory, tellMetadataStory, tellOtherExtensions } from './extension-story.js';
import { tellGroupStory, tellHookStory, tellPointers } from './group-story.js';
import { tellCallGuard, tellMemoGuard } from './guard-story.js';
import { tellLookupMistakes, tellLookupTableStory } from './lookup-table-story.js';
import { tellMemoStory } from './memo-story.js';
import { tellStakeStory } from './stake-story.js';
import { tellMistakes } from './mistake-story.js';
import { tellNativeStory } from './native-story.js';
import {
  tellCloseAuthority,
  tellDefaultState,
  tellNonTransferable,
  tellPause,
  tellPermanentDelegate,
  tellShownAmounts,
} from './restriction-story.js';
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

/** A story of Token-2022 and its extensions. */
const ofExtensions = (title: string, tell: (cluster: Cluster) => void): Story => ({
  title,
  programs: ['token2022', 'associatedToken', 'memo'],
  tell,
});

export const stories: readonly Story[] = [
  ...ofTokens('a token', ['associatedToken', 'memo'], tellTokenStory),
  ...ofTokens('mistakes', [], tellMistakes),
  ...ofTokens('wrapped lamports', ['associatedToken'], tellNativeStory),
  ...ofTokens('associated accounts', ['associatedToken'], tellAssociatedStory),
  ofExtensions('transfer fees', tellFeeStory),
  ofExtensions('metadata in a mint', tellMetadataStory),
  ofExtensions('other extensions', tellOtherExtensions),
  ofExtensions('a permanent delegate', tellPermanentDelegate),
  ofExtensions('tokens that stay', tellNonTransferable),
  ofExtensions('accounts frozen at birth', tellDefaultState),
  ofExtensions('a mint that closes', tellCloseAuthority),
  ofExtensions('a mint that pauses', tellPause),
  ofExtensions('amounts shown otherwise', tellShownAmounts),
  ofExtensions('transfers with memos', tellMemoGuard),
  ofExtensions('a guard against programs', tellCallGuard),
  ofExtensions('pointers', tellPointers),
  ofExtensions('groups', tellGroupStory),
  ofExtensions('hooks', tellHookStory),
  { title: 'memos', programs: ['memo', 'memo1'], tell: tellMemoStory },
  { title: 'a lookup table', programs: ['lookupTable'], tell: tellLookupTableStory },
  { title: 'stake', programs: ['stake'], tell: tellStakeStory },
  { title: 'mistakes with a lookup table', programs: ['lookupTable'], tell: tellLookupMistakes },
  { title: 'delegated stake', programs: ['stake'], tell: tellDelegationStory },
  { title: 'authorities of stake', programs: ['stake'], tell: tellStakeAuthorities },
  ...(['v3', 'v0'] as const).map((arch): Story => ({
    title: `several things at once (${arch})`,
    programs: ['token', 'associatedToken', 'memo'],
    tell: (cluster) => tellBatches(cluster, arch),
  })),
];
