// Accounts that are found once others may have been resized: the entries stand where they stood.
import { describe, expect, it } from 'vitest';
import { account, addressOf, systemAccount } from './program-case.js';
import { compiledAllWays, runWays } from './ways.js';

const text = `
(define-program walks
  (defun show ((which u64)) (sol_log_pubkey (account-pubkey which)))
  (defun grow ()
    (sol_log_64_ (account-data-len 1))
    (cpi system allocate :account 1 :space 20)
    (sol_log_64_ (account-data-len 1)))
  (defun grow-and-show ((which u64)) (show which) (grow) (show which))

  (entrypoint (all data)
    (define which (u64 (get data 1)))
    (match (get data 0)
      (0 (show which))
      (1 (grow) (show which))
      (2 (show which) (grow))
      ; The first round finds accounts before, the others after.
      (3 (for (i (range (u64 2) 5)) (show i) (when (= i 2) (grow))))
      ; Whether it was resized is not known where the ways meet.
      (4 (when (> which 2) (grow)) (show which))
      (5 (grow-and-show which) (show 3))
      (6 (show 4) (if (= which 2) (grow-and-show 2) (show which)))
      (_ (grow) (show 2) (show 3) (sol_log_pubkey (account-pubkey 4)) (show which)))))
`;

const ways = compiledAllWays({ name: 'walks', text });
const [grown, second, last] = [1, 2, 3].map(addressOf) as [string, string, string];
const accounts = [
  systemAccount,
  account(grown, { signer: true, writable: true }),
  account(second, { data: new Uint8Array(13) }),
  account(grown, { signer: true, writable: true }),
  account(last),
];
const name = [systemAccount.pubkey, grown, second, grown, last];

/** What the program logs: addresses, and the lengths around the change. */
function said(tag: number, which: number): readonly string[] {
  const { outcome } = runWays(ways, {
    programId: addressOf(50),
    accounts,
    data: Uint8Array.of(tag, which),
  });
  expect(outcome.error?.message).toBeUndefined();
  return outcome.logs.flatMap((line) => /^Program log: (.*)/.exec(line)?.[1]?.split(',')[0] ?? []);
}
const growing = ['0x0', '0x14'];

describe.each([2, 3, 4])('account %i', (which) => {
  const found = name[which]!;
  it('is found before', () => {
    expect(said(0, which)).toEqual([found]);
    expect(said(2, which)).toEqual([found, ...growing]);
  });

  it('is found after', () => {
    expect(said(1, which)).toEqual([...growing, found]);
    expect(said(7, which)).toEqual([...growing, second, grown, last, found]);
  });

  it('is found where it depends', () => {
    expect(said(3, which)).toEqual([second, ...growing, grown, last]);
    expect(said(4, which)).toEqual([...(which > 2 ? growing : []), found]);
  });

  it('is found in functions that are called before and after', () => {
    expect(said(5, which)).toEqual([found, ...growing, found, grown]);
    const rest = which === 2 ? [second, ...growing, second] : [found];
    expect(said(6, which)).toEqual([last, ...rest]);
  });
});
