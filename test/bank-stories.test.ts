// Stories of users of Solana's real programs, told to our bank and to litesvm.
import { describe, it } from 'vitest';
import { carriedPrograms, Cluster } from './cluster.js';
import { tellTokenStory } from './stories/token-story.js';

describe('a token', () => {
  it('lives in Token', () => {
    tellTokenStory(new Cluster().carry('token', 'associatedToken', 'memo'), carriedPrograms.token);
  });

  it('lives in Token-2022', () => {
    tellTokenStory(new Cluster().carry('token2022', 'associatedToken', 'memo'), carriedPrograms.token2022);
  });
});
