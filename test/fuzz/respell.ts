// Respells programs: forms have other names, functions other ways to define them.
import type { Chance } from './chance.js';
import type { Definition, Program, Term } from './term.js';

const spellings: Readonly<Record<string, readonly string[]>> = {
  define: ['defvar'],
  'set!': ['setq', 'setf'],
  do: ['progn', 'begin'],
  '=': ['=='],
  '!=': ['/='],
  '%': ['rem'],
  'bit-and': ['logand'],
  'bit-or': ['logior'],
  'bit-xor': ['logxor'],
  'bit-not': ['lognot'],
  'shift-left': ['<<'],
  'shift-right': ['>>'],
  length: ['len'],
  log: ['sol_log_', 'msg'],
  sol_log_64_: ['sol_log_64'],
  sol_log_compute_units_: ['log-units'],
  fail: ['error'],
  'account-is-signer': ['is-signer'],
  'account-is-writable': ['is-writable'],
  'get-slot': ['clock-slot'],
};

const changing: ReadonlySet<string> = new Set(['set!', 'incf', 'decf']);

/** The variables that something in the program changes. */
function changedIn(forms: readonly Term[]): readonly string[] {
  return forms.flatMap(({ operation, names, parts, definition }) => [
    ...(changing.has(operation) ? names! : []),
    ...changedIn(parts),
    ...changedIn(definition?.body ?? []),
  ]);
}

function respell(chance: Chance, changed: ReadonlySet<string>, subject: Term): Term {
  const parts = subject.parts.map((part) => respell(chance, changed, part));
  const isConstant = subject.operation === 'define' && !changed.has(subject.names![0]!);
  const others = isConstant ? ['defvar', 'const'] : spellings[subject.operation];
  const definition = subject.definition && restyle(chance, changed, subject.definition);
  return {
    ...subject,
    parts,
    ...(others && chance.once(6) && { spelling: chance.pick(others) }),
    ...(definition && { definition }),
  };
}

function restyle(chance: Chance, changed: ReadonlySet<string>, definition: Definition): Definition {
  const style = chance.pick(['defun', 'defun', 'defn', 'define', 'lambda'] as const);
  return { ...definition, style, body: definition.body.map((form) => respell(chance, changed, form)) };
}

/** The same program in other words. */
export function respelled(chance: Chance, { resultMode, globals, functions, body }: Program): Program {
  const inFunctions = functions.flatMap((definition) => definition.body);
  const changed = new Set(changedIn([...globals, ...inFunctions, ...body]));
  return {
    resultMode,
    globals: globals.map((form) => respell(chance, changed, form)),
    functions: functions.map((definition) => restyle(chance, changed, definition)),
    body: body.map((form) => respell(chance, changed, form)),
  };
}
