// Check: all variations of an instruction that succeeds, and cases of its own with the error they must end with.
import { describe, expect, it } from 'vitest';
import type { BuiltinCase } from './case.js';
import { agree } from './case.js';
import { agreeInvoked } from './invoked.js';
import { variations } from './variations.js';

/** A name, a case, and the number or the name of its error, if it is to have one. */
export type Special = readonly [name: string, given: BuiltinCase, error?: string | undefined];

/** The variations that say something new where the instruction is invoked. */
const changesRights = /as it should be|unsigned|read-only/;

/** A program that invokes an instruction is handed its accounts, which must not be too large for that. */
const isSmall = ([, { accounts }]: Special): boolean => accounts.every(({ data }) => data.length < 10_000);

export function check(title: string, base: BuiltinCase, special: readonly Special[]): void {
  describe(title, () => {
    it.each(variations(base))('%s', (_name, given) => void agree(given));
    for (const [name, given, error] of special)
      it(name, () => {
        const found = agree(given).error;
        const shown = found && String(found.custom ?? found.code);
        expect(shown).toBe(error);
      });
    const described: readonly Special[] = variations(base);
    for (const [name, given] of [
      ...described.filter(([variation]) => changesRights.test(variation)),
      ...special,
    ].filter(isSmall))
      it(`${name}, invoked by a program`, () => void agreeInvoked(given));
  });
}
