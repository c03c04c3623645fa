// Accounts whose fields have several sizes anywhere: read, changed and moved, in all ways and in litesvm.
import { describe, expect, it } from 'vitest';
import { frameworkErrors, type FrameworkErrorName } from '../grammar/framework-errors.js';
import type { InstructionAccount } from '../runtime/bank/account.js';
import type { Outcome } from '../runtime/execute.js';
import type { Case } from './oracle.js';
import { account, addressOf, bytesOf, call, key, record, systemAccount, type Part } from './program-case.js';
import { compiledAllWays, runWays } from './ways.js';

const programId = 'Count3r1111111111111111111111111111111111111';
const [user, other] = [1, 2].map(addressOf) as [string, string];

const text = `
(define-program layouts
  (declare (id "${programId}"))
  (define-struct Range (low i32) (high (option i32)))
  (define-enum Mode Off (On (level u8)) (Both (first u16) (name string)))
  (define-account Deal (buyer pubkey) (arbiter (option pubkey)) (price u64) (mode (option u8)) (open bool))
  (define-account Note
    (space 160)
    (author pubkey) (title string) (likes u64) (mode Mode) (range Range) (marks (array u16)) (owner pubkey) (end u8))

  (instruction deal ()
    (accounts (deal Deal :writable :has-one buyer) (buyer))
    (define before (. deal arbiter))
    (sol_log_64_ (. deal price) (if (. deal open) 1 0) (unwrap-or (. deal mode) 99) 0 0)
    (set! (. deal arbiter) (if-let (a before) null (some (key buyer))))
    (set! (. deal price) (+ (. deal price) 1))
    (if-let (a before) (sol_log_pubkey a) (log "none"))
    (sol_log_64_ (. deal price) (if (. deal open) 1 0) (unwrap-or (. deal mode) 99) 0 0))
  (instruction make-deal ()
    (accounts (deal :init Deal :payer payer) (payer :signer :writable))
    (set! (. deal buyer) (key payer))
    (set! (. deal open) true)
    (set! (. deal arbiter) (some (key deal)))
    (set! (. deal mode) 7))
  (instruction hand-over ((next pubkey))
    (accounts (deal Deal :writable))
    (define buyers {:before {:key (. deal buyer)} :after (do (set! (. deal buyer) next) (. deal buyer))})
    (sol_log_pubkey (. (. buyers before) key))
    (sol_log_pubkey (. buyers after)))
  (define-enum Holder Nobody (Somebody (who pubkey) (rank u8)))
  (defun same (who) who)
  (instruction keep ((next pubkey))
    (accounts (deal Deal :writable))
    (define assigned next)
    (match (set! assigned (. deal buyer)) (_ (log "assigned")))
    (define chosen [1 next])
    (set! chosen (if (. deal open) [2 (. deal buyer)] [3 next]))
    (define holder (if (. deal open) (Holder::Somebody (. deal buyer) 4) Holder::Nobody))
    (define nested (some {:first (. deal buyer) :second (. deal arbiter)}))
    (define given (same (. deal buyer)))
    (define tried (try (. deal buyer) (catch _ next)))
    (set! (. deal buyer) next)
    (set! (. deal arbiter) (some next))
    (for-each (lambda (who) (sol_log_pubkey who)) [assigned (get chosen 1) given tried])
    (match holder ((Holder::Somebody who rank) (sol_log_pubkey who)) (_ (log "nobody")))
    (if-let (both nested) (sol_log_pubkey (. both first)) (log "nothing"))
    (if-let (both nested) (if-let (who (. both second)) (sol_log_pubkey who) (log "no arbiter")) (log "nothing")))
  (instruction any-writable ()
    (accounts (deal Deal) (first) (second))
    (define is-wanted (lambda (place) (if (= place 1) (writable? first) (writable? second))))
    (log (if (any? [1 2] is-wanted) "some" "none")))
  (instruction owned () (accounts (note Note :has-one owner) (owner)) (log (. note title)))
  (instruction show ()
    (accounts (note Note))
    (log (. note title))
    (sol_log_64_ (. note likes) (length (. note marks)) (. note end) (u64 (. (. note range) low)) 0)
    (match (. note mode)
      (Mode::Off (log "off"))
      ((Mode::On level) (sol_log_64_ level 0 0 0 0))
      ((Mode::Both first name) (log name)))
    (sol_log_pubkey (. note owner)))
  (instruction change ((title string) (mode Mode) (marks (array u16)))
    (accounts (note Note :writable))
    (set! (. note marks) marks)
    (set! (. note title) title)
    (set! (. note mode) mode)
    (incf (. note likes))
    (set! (. (. note range) high) 5)
    (set! (. (. note range) low) -3)
    (set! (get (. note marks) 0) 77)
    (set! (. note end) 9)))
`;

const ways = compiledAllWays({ name: 'layouts', text });
const request = (data: Uint8Array, ...accounts: readonly InstructionAccount[]): Case => ({
  programId,
  accounts,
  data,
});

function done(wanted: Case): Outcome {
  const { outcome } = runWays(ways, wanted);
  expect(outcome.error?.message, outcome.logs.join('\n')).toBeUndefined();
  return outcome;
}

const said = ({ logs }: Outcome): readonly string[] =>
  logs.flatMap((line) => /^Program log: (.*)/.exec(line)?.[1] ?? []);

function refused(wanted: Case, error: FrameworkErrorName): void {
  expect(runWays(ways.slice(0, 1), wanted).outcome.error?.message).toBe(
    `custom program error: 0x${frameworkErrors[error].toString(16)}`,
  );
}

/** Data with zeros up to a length. */
const padded = (bytes: Uint8Array, length: number): Uint8Array =>
  bytesOf(bytes, new Uint8Array(length - bytes.length));
const place = (data: Uint8Array): InstructionAccount =>
  account(addressOf(9), { owner: programId, writable: true, data });

const shortDeal = place(
  padded(record('Deal', key(user), [0, 1], [5, 8], [0, 1], [1, 1]), 8 + 32 + 33 + 8 + 2 + 1),
);

describe('keys', () => {
  it('stay what they were when an expression that holds them was begun', () => {
    const outcome = done(request(call('hand-over', key(other)), shortDeal));
    expect(said(outcome)).toEqual([user, other]);
  });

  it('stay what they were wherever a value holds them', () => {
    const outcome = done(request(call('keep', key(other)), shortDeal));
    expect(said(outcome)).toEqual(['assigned', user, user, user, user, user, user, 'no arbiter']);
  });
});

describe('accounts that only functions read', () => {
  it('are found for them', () => {
    const places = [account(user), account(other)] as const;
    expect(said(done(request(call('any-writable'), shortDeal, ...places)))).toEqual(['none']);
    const writable = account(other, { writable: true });
    expect(said(done(request(call('any-writable'), shortDeal, account(user), writable)))).toEqual(['some']);
  });
});

describe('options in the middle', () => {
  const size = 8 + 32 + 33 + 8 + 2 + 1;
  const deal = (...fields: readonly Part[]) => place(padded(record('Deal', key(user), ...fields), size));

  it('move what is behind them', () => {
    const missing = done(request(call('deal'), deal([0, 1], [5, 8], [1, 1], [7, 1], [1, 1]), account(user)));
    expect(said(missing)).toEqual(['0x5, 0x1, 0x7, 0x0, 0x0', 'none', '0x6, 0x1, 0x7, 0x0, 0x0']);
    expect(missing.accounts[0]!.data).toEqual(
      record('Deal', key(user), [1, 1], key(user), [6, 8], [1, 1], [7, 1], [1, 1]),
    );
    const there = done(
      request(call('deal'), deal([1, 1], key(other), [5, 8], [0, 1], [1, 1]), account(user)),
    );
    expect(said(there)).toEqual(['0x5, 0x1, 0x63, 0x0, 0x0', other, '0x6, 0x1, 0x63, 0x0, 0x0']);
    const fields = bytesOf([0, 1], [6, 8], [0, 1], [1, 1]);
    expect(there.accounts[0]!.data.subarray(0, 40 + fields.length)).toEqual(
      record('Deal', key(user), fields),
    );
  });

  it('have room for the longest values', () => {
    const fresh = account(addressOf(9), { lamports: 0n, signer: true, writable: true });
    const payer = account(user, { signer: true, writable: true, lamports: 10_000_000_000n });
    const { accounts } = done(request(call('make-deal'), fresh, payer, systemAccount));
    expect(accounts[0]!.data).toEqual(
      record('Deal', key(user), [1, 1], key(addressOf(9)), [0, 8], [1, 1], [7, 1], [1, 1]),
    );
  });

  it('are refused where a tag is none', () => {
    const broken = deal([2, 1], [5, 8], [1, 1], [7, 1], [1, 1]);
    refused(request(call('deal'), broken, account(user)), 'AccountDidNotDeserialize');
  });
});

describe('text in the middle', () => {
  const start = [key(user), [2, 4], 'hi', [3, 8]] as const;
  const end = [[-1n, 4], [0, 1], [2, 4], [1, 2], [2, 2], key(other), [8, 1]] as const;
  const note = (...mode: readonly Part[]) => place(padded(record('Note', ...start, ...mode, ...end), 160));

  it('is read with what is behind it', () => {
    const show = (...mode: readonly Part[]) =>
      request(call('show'), place(padded(record('Note', ...start, ...mode, [5, 4], ...end.slice(1)), 160)));
    expect(said(done(show([0, 1])))).toEqual(['hi', '0x3, 0x2, 0x8, 0x5, 0x0', 'off', other]);
    expect(said(done(show([1, 1], [9, 1])))[2]).toBe('0x9, 0x0, 0x0, 0x0, 0x0');
    expect(said(done(show([2, 1], [1, 2], [3, 4], 'abc')))[2]).toBe('abc');
    expect(said(done(request(call('owned'), note([0, 1]), account(other))))).toEqual(['hi']);
    refused(request(call('owned'), note([0, 1]), account(user)), 'ConstraintHasOne');
  });

  it('takes the room it needs', () => {
    const change = (title: string, marks: readonly number[], ...mode: readonly Part[]) =>
      request(
        call(
          'change',
          [title.length, 4],
          title,
          bytesOf(...mode),
          [marks.length, 4],
          ...marks.map((mark): Part => [mark, 2]),
        ),
        note([1, 1], [4, 1]),
      );
    const fields = (title: string, marks: readonly number[], ...mode: readonly Part[]) =>
      record(
        'Note',
        key(user),
        [title.length, 4],
        title,
        [4, 8],
        ...mode,
        [-3n, 4],
        [1, 1],
        [5, 4],
        [marks.length, 4],
        ...marks.map((mark): Part => [mark, 2]),
        key(other),
        [9, 1],
      );
    const cases = [
      ['', [5], [[0, 1]]],
      ['a much longer title', [1, 2, 3, 4, 5], [[2, 1], [6, 2], [4, 4], 'name']],
      [
        'hi',
        [9, 9],
        [
          [1, 1],
          [4, 1],
        ],
      ],
    ] as const;
    for (const [title, marks, mode] of cases) {
      const { accounts } = done(change(title, marks, ...mode));
      const wanted = fields(title, [77, ...marks.slice(1)], ...mode);
      expect(accounts[0]!.data.subarray(0, wanted.length)).toEqual(wanted);
    }
    refused(change('x'.repeat(90), [1]), 'InstructionDidNotDeserialize');
    refused(change('x'.repeat(90), [1], [0, 1]), 'AccountDidNotSerialize');
  });
});
