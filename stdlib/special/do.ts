// do: forms in order. Its definitions belong to the surrounding body, as those of Scheme's `begin` do.
import type { SpecialForm } from '../form.js';
import { expandBody } from './shape.js';

export const doForm: SpecialForm = {
  kind: 'special',
  name: 'do',
  aliases: ['progn', 'begin'],
  signature: '(do body ...)',
  doc: 'Evaluates forms in order and gives the value of the last, null if there is none.',
  example: '(do (define x 2) (* x 21)) ; => 42',
  check: (form, checker, use) => checker.sequence(form.items.slice(1), form.span, use),
  expandInside: expandBody(1),
};
