// Stories of users of Solana's real programs, told to our bank and to litesvm.
import { describe, it } from 'vitest';
import { carriedPrograms, Cluster } from './cluster.js';
import { tellFeeStory, tellMetadataStory, tellOtherExtensions } from './stories/extension-story.js';
import { tellLookupTableStory } from './stories/lookup-table-story.js';
import { tellMemoStory } from './stories/memo-story.js';
import { tellTokenStory } from './stories/token-story.js';

describe('a token', () => {
  it('lives in Token', () => {
    tellTokenStory(new Cluster().carry('token', 'associatedToken', 'memo'), carriedPrograms.token);
  });

  it('lives in Token-2022', () => {
    tellTokenStory(new Cluster().carry('token2022', 'associatedToken', 'memo'), carriedPrograms.token2022);
  });
});

describe('an extension of Token-2022', () => {
  const cluster = () => new Cluster().carry('token2022', 'associatedToken');

  it('takes fees of transfers', () => {
    tellFeeStory(cluster());
  });

  it('keeps metadata', () => {
    tellMetadataStory(cluster());
  });

  it('may be another', () => {
    tellOtherExtensions(cluster());
  });
});

describe('a memo', () => {
  it('is written', () => {
    tellMemoStory(new Cluster().carry('memo', 'memo1'));
  });
});

describe('a lookup table', () => {
  it('is made, used and closed', () => {
    tellLookupTableStory(new Cluster().carry('lookupTable'));
  });
});
