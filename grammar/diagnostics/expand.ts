// Diagnostics of expansion (E02xx, W02xx): the shapes of forms, macros, and files that are imported.
import type { DiagnosticRow } from '../diagnostics.js';

export const expandRows = {
  malformedForm: {
    code: 'E0201',
    level: 'error',
    text: 'malformed `{form}`: {problem}',
    hint: 'it is written `{signature}`',
    explanation:
      'The operands of a form do not have the shape the form asks for. The hint shows the shape; names in it stand for what you fill in, and `...` for any number of repetitions.',
    example: '(let (x 1) x)',
    repair: '(let ((x 1)) x)',
  },
  reservedName: {
    code: 'E0202',
    level: 'error',
    text: '`{name}` is the name of a form and cannot be redefined',
    hint: 'choose another name',
    explanation:
      'Special forms such as `if` and `let` have evaluation rules of their own. A variable or function of that name could never be reached, so defining one is refused.',
    example: '(define if 3)',
    repair: '(define condition 3)',
  },
  macroRefuses: {
    code: 'E0203',
    level: 'error',
    text: '`{macro}`: {message}',
    hint: 'it is written `{signature}`',
    explanation:
      'A macro looks at the code it is given and may refuse it with `(error "message")`; the message is its author’s.',
    example: '(defmacro positive (n) (if (> n 0) n (error "a positive number is needed"))) (positive -1)',
    repair: '(defmacro positive (n) (if (> n 0) n (error "a positive number is needed"))) (positive 1)',
  },
  macroFails: {
    code: 'E0204',
    level: 'error',
    text: 'the code of `{macro}` fails: {problem}',
    hint: '{hint}',
    explanation:
      'A macro is code that runs while the program is compiled. It has the functions that work on code, numbers and text; they check what they are given, and here one of them failed.',
    example: '(defmacro second (pair) (nth pair "one")) (second (1 2))',
    repair: '(defmacro second (pair) (nth pair 1)) (second (1 2))',
  },
  macroBudget: {
    code: 'E0205',
    level: 'error',
    text: 'expanding `{macro}` takes more than the {limit} steps that all macros of a program have',
    hint: 'does it call itself without an end, or does each of its expansions hold several more?',
    explanation:
      'Macros run while the program is compiled, for a bounded number of steps, so that compiling always ends. No other macro of the program is expanded after that.',
    example:
      '(define-for-syntax (count n) (if (> n 0) (+ (count (- n 1)) (count (- n 1))) 1)) (defmacro m () (count 60)) (m)',
    repair:
      '(define-for-syntax (count n) (if (> n 0) (* 2 (count (- n 1))) 1)) (defmacro m () (count 60)) (m)',
  },
  expansionDepth: {
    code: 'E0206',
    level: 'error',
    text: 'expanding `{form}` makes forms that nest more than {limit} deep',
    hint: 'a macro that expands to itself needs a case in which it does not',
    explanation:
      'Macros and sugar expand until nothing is left to expand. Each expansion may hold further ones, up to a depth that leaves the compiler room to work.',
    example: '(defmacro again (x) `(+ 1 (again ,x))) (again 1)',
    repair: '(defmacro again (n) (if (> n 0) `(+ 1 (again ,(- n 1))) 0)) (again 3)',
  },
  duplicateMacro: {
    code: 'E0207',
    level: 'error',
    text: '`{name}` is defined twice in one body, once as a {what}',
    hint: 'rename one of them',
    explanation:
      'A macro is visible in the whole body that defines it, before its definition too. A second macro or function of the same name there could never be meant without doubt.',
    example: '(defmacro m () 1) (defmacro m () 2) (m)',
    repair: '(defmacro m () 1) (defmacro n () 2) (+ (m) (n))',
  },
  importUnreadable: {
    code: 'E0208',
    level: 'error',
    text: 'cannot import "{file}": {problem}',
    hint: '{hint}',
    explanation:
      'The path of an import is relative to the file that imports; of a program that comes from standard input or the command line, to the current directory.',
    language: 'shell',
    example: `echo '(import "missing.ovsm") 1' > main.ovsm; osvm ovsm run main.ovsm`,
    repair: `echo '(import "other.ovsm") 1' > main.ovsm; osvm ovsm run main.ovsm`,
  },
  importCycle: {
    code: 'E0209',
    level: 'error',
    text: 'this import comes back to where it began: {chain}',
    hint: 'move what both files need to a third',
    explanation:
      'A file is evaluated once, before what follows its import. Files that import each other have no such order.',
    language: 'shell',
    example: `echo '(import "b.ovsm") 1' > a.ovsm; echo '(import "a.ovsm")' > b.ovsm; osvm ovsm run a.ovsm`,
    repair: `echo '(import "b.ovsm") 1' > a.ovsm; echo '(import "other.ovsm")' > b.ovsm; osvm ovsm run a.ovsm`,
  },
  notInFile: {
    code: 'E0210',
    level: 'error',
    text: '"{file}" defines no `{name}`',
    hint: '{hint}',
    explanation:
      '`:only` names definitions at the top level of the imported file: functions, variables and macros. What that file imports itself is not among them.',
    language: 'shell',
    example: `echo '(define size 3)' > b.ovsm; echo '(import "b.ovsm" :only (sise)) 1' > a.ovsm; osvm ovsm run a.ovsm`,
    repair: `echo '(define size 3)' > b.ovsm; echo '(import "b.ovsm" :only (size)) size' > a.ovsm; osvm ovsm run a.ovsm`,
  },
  importCollides: {
    code: 'E0211',
    level: 'error',
    text: '`{name}` comes from two imported files',
    hint: 'import one of them with `:prefix`, `:as` or `:only`',
    explanation:
      'Which of two definitions a name means must not depend on the order of imports. A definition of the importing file itself hides an imported one.',
    language: 'shell',
    example: `echo '(define size 3)' | tee b.ovsm > c.ovsm; echo '(import "b.ovsm") (import "c.ovsm") size' > a.ovsm; osvm ovsm run a.ovsm`,
    repair: `echo '(define size 3)' | tee b.ovsm > c.ovsm; echo '(import "b.ovsm") (import "c.ovsm" :as c) size' > a.ovsm; osvm ovsm run a.ovsm`,
  },
  unusedMacro: {
    code: 'W0201',
    level: 'warning',
    text: '{what} `{name}` is never used',
    hint: 'use it or remove it',
    explanation:
      'Code that runs while the program is compiled is only looked at when it runs: what is wrong with a macro that nothing uses remains unseen.',
    example: '(defmacro m () 1) 2',
    repair: '(defmacro m () 1) (+ (m) 1)',
  },
} as const satisfies Record<string, DiagnosticRow>;
