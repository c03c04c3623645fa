// deftest: a test beside the program it is about; `osvm ovsm test` runs it, and programs are compiled without it.
import type { Syntax } from '../../grammar/syntax.js';
import { headOf } from '../../grammar/syntax.js';
import type { SpecialForm } from '../form.js';
import { malformedDraft } from './shape.js';

export const deftest: SpecialForm = {
  kind: 'special',
  name: 'deftest',
  signature: '(deftest name body ...)',
  doc: 'Defines a test, which `osvm ovsm test` runs; it is no part of the program. See the section on tests in the page of the language.',
  example: '(defun twice (x) (* x 2)) (deftest doubles (assert-equal (twice 3) 6)) (twice 4) ; => 8',
  check(form, checker) {
    return malformedDraft(this, form, form, 'it stands between the forms of a file, not inside one', checker);
  },
  expandInside: (form) => form,
};

export const isTest = (form: Syntax): boolean => headOf(form) === deftest.name;

/** The forms of a file that are the program. */
export const withoutTests = (forms: readonly Syntax[]): readonly Syntax[] =>
  forms.some(isTest) ? forms.filter((form) => !isTest(form)) : forms;
