// Respells programs: forms have other names, functions other ways to define them.
import type { Chance } from './chance.js';
import type { Definition, Program, Term } from './term.js';

const spellings: Readonly<Record<string, readonly string[]>> = {
  define: ['defvar', 'const'],
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

function respell(chance: Chance, subject: Term): Term {
  const parts = subject.parts.map((part) => respell(chance, part));
  const others = spellings[subject.operation];
  const definition = subject.definition && restyle(chance, subject.definition);
  return {
    ...subject,
    parts,
    ...(others && chance.once(6) && { spelling: chance.pick(others) }),
    ...(definition && { definition }),
  };
}

function restyle(chance: Chance, definition: Definition): Definition {
  const style = chance.pick(['defun', 'defun', 'defn', 'define', 'lambda'] as const);
  return { ...definition, style, body: definition.body.map((form) => respell(chance, form)) };
}

/** The same program in other words. */
export function respelled(chance: Chance, { resultMode, globals, functions, body }: Program): Program {
  return {
    resultMode,
    globals: globals.map((form) => respell(chance, form)),
    functions: functions.map((definition) => restyle(chance, definition)),
    body: body.map((form) => respell(chance, form)),
  };
}
