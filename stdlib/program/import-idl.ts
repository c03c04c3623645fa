// import-idl: the interface of another program, so that `cpi` can call it by its names.
import { unit } from '../../grammar/signature.js';
import type { SpecialForm } from '../form.js';
import { malformedDraft } from '../special/shape.js';
import { symbolAt } from '../special/types.js';
import { readIdl } from './read-idl.js';

export const importIdl: SpecialForm = {
  kind: 'special',
  name: 'import-idl',
  signature: '(import-idl "file.json" :as name)',
  doc: 'Makes the instructions of a program known to `cpi` by the name given, from its IDL: a JSON file of Anchor, specification 0.1.0. The path is relative to this file.',
  check(form, checker) {
    const [, path, key, name] = form.items;
    const { span } = form;
    if (path?.kind !== 'string')
      return malformedDraft(this, form, path ?? form, 'the path of the file is missing', checker);
    if (key?.kind !== 'keyword' || key.name !== 'as' || !symbolAt(name) || form.items.length !== 4)
      return malformedDraft(this, form, key ?? form, 'a name for the program follows `:as`', checker);
    const file = checker.readFile(path.value, span);
    const read = 'problem' in file ? file : readIdl(file.text);
    if ('problem' in read) {
      checker.diagnostics.report('idlUnreadable', path.span, { file: path.value, problem: read.problem });
      return checker.wrong(span);
    }
    checker.nameProgram(symbolAt(name)!, read);
    return { kind: 'nothing', type: unit, span };
  },
  expandInside: (form) => form,
};
