// Diagnostics of programs (E040x): their definitions, instructions and declared accounts.
import type { DiagnosticRow } from '../diagnostics.js';

export const programRows = {
  outsideProgram: {
    code: 'E0400',
    level: 'error',
    text: '`{form}` belongs inside `define-program`',
    hint: 'write `(define-program name ...)` around it',
    explanation:
      'Accounts, events, errors and instructions are declarations of a program. A file without `define-program` is a script, which has none.',
    example: '(define-error Unauthorized "no")',
    repair: '(define-program counter (define-error Unauthorized "no"))',
  },
  secondProgram: {
    code: 'E0401',
    level: 'error',
    text: 'there is one program already',
    hint: 'a file compiles to one program: move this one into a file of its own',
    explanation: 'A compilation gives one program file, so that only one `define-program` can stand in it.',
    example: '(define-program a) (define-program b)',
    repair: '(define-program a)',
  },
  notWritable: {
    code: 'E0402',
    level: 'error',
    text: 'account `{name}` is not declared `:writable`',
    hint: 'declare it `({name} ... :writable)`, so that clients and the runtime know',
    explanation:
      'An instruction may change only accounts that the transaction names as writable. The declaration of the account says so, its check makes sure, and the interface tells clients.',
    example:
      '(define-program counter\n  (define-account Counter (count u64))\n  (instruction add ()\n    (accounts (counter Counter))\n    (set! (. counter count) 1)))',
    repair:
      '(define-program counter\n  (define-account Counter (count u64))\n  (instruction add ()\n    (accounts (counter Counter :writable))\n    (set! (. counter count) 1)))',
  },
  noLayout: {
    code: 'E0403',
    level: 'error',
    text: 'the account has no field `{name}`: nothing says how its data lies',
    hint: 'give it a type that `define-account` defines: `(account Type)`',
    explanation:
      'Fields are found by the type of the account. One that is declared without a type has an address, lamports, an owner and data as bytes.',
    example: '(define-program p (instruction go () (accounts (a :signer)) (log-number (. a count))))',
    repair:
      '(define-program p (define-account A (count u64)) (instruction go () (accounts (a A)) (sol_log_64_ (. a count))))',
  },
  fieldType: {
    code: 'E0404',
    level: 'error',
    text: '`{name}` cannot be of type {type} in `{where}`',
    hint: '{hint}',
    explanation:
      'What lies in the data of an account, of an instruction or of an event stands for itself in Borsh. Accounts of the instruction, functions and values of no bytes do not.',
    example: '(define-program p (define-account A (other (account :writable)) (count u64)))',
    repair: '(define-program p (define-account A (other pubkey) (count u64)))',
  },
  unknownFlag: {
    code: 'E0405',
    level: 'error',
    text: 'accounts have no flag `:{name}`',
    hint: '{hint}',
    explanation:
      'What an account must be is said by flags. Each known one stands for a check, or for work that is done.',
    example: '(define-program p (instruction go () (accounts (a :signr))))',
    repair: '(define-program p (instruction go () (accounts (a :signer))))',
  },
  accountFlag: {
    code: 'E0406',
    level: 'error',
    text: '{problem}',
    hint: 'the declared accounts of the instruction contradict each other here',
    explanation:
      'Flags name other accounts of the instruction, fields of their own data, and depend on each other: who pays for an account must sign and be writable, a field named by `:has-one` must be a pubkey.',
    example:
      '(define-program p\n  (define-account A (owner pubkey))\n  (instruction go ()\n    (accounts (a A :has-one boss) (owner :signer))))',
    repair:
      '(define-program p\n  (define-account A (owner pubkey))\n  (instruction go ()\n    (accounts (a A :has-one owner) (owner :signer))))',
  },
  unknownEvent: {
    code: 'E0407',
    level: 'error',
    text: 'there is no event called `{name}`',
    hint: '{hint}',
    explanation: '`emit` writes an event that the program defines by `define-event`.',
    example: '(define-program p (define-event Done (n u64)) (instruction go () (emit Dne :n 1)))',
    repair: '(define-program p (define-event Done (n u64)) (instruction go () (emit Done :n 1)))',
  },
  noSeeds: {
    code: 'E0408',
    level: 'error',
    text: 'this is no account that is declared with `:seeds`',
    hint: 'declare the account with `:seeds [...]`',
    explanation: 'A bump belongs to seeds; only accounts whose declaration says their seeds have one.',
    example: '(define-program p (instruction go () (accounts (a :signer)) (sol_log_64_ (bump a))))',
    repair: '(define-program p (instruction go () (accounts (a :seeds ["a"])) (sol_log_64_ (bump a))))',
  },
  unknownProgram: {
    code: 'E0409',
    level: 'error',
    text: 'no program called `{name}` is known',
    hint: '{hint}',
    explanation:
      '`cpi` calls programs whose interface is known: those that every cluster has, and those whose IDL is imported.',
    example: '(cpi sytem transfer :from 0 :to 1 :lamports 5)',
    repair: '(cpi system transfer :from 0 :to 1 :lamports 5)',
  },
  unknownCallee: {
    code: 'E0410',
    level: 'error',
    text: '`{program}` has no instruction `{name}`',
    hint: '{hint}',
    explanation:
      'The interface of a program says which instructions it has. Names may be written with `-` or `_`.',
    example: '(cpi system tranfer :from 0 :to 1 :lamports 5)',
    repair: '(cpi system transfer :from 0 :to 1 :lamports 5)',
  },
  missingInCall: {
    code: 'E0411',
    level: 'error',
    text: '`{what}` needs {missing} too',
    hint: 'give a value behind each name',
    explanation: 'An instruction wants all of its accounts and arguments; a call names each of them.',
    example: '(cpi system transfer :from 0 :lamports 5)',
    repair: '(cpi system transfer :from 0 :to 1 :lamports 5)',
  },
  idlUnreadable: {
    code: 'E0412',
    level: 'error',
    text: 'the interface `{file}` cannot be read: {problem}',
    hint: '{hint}',
    explanation:
      'The instructions of a program, with their accounts and arguments, are read from its IDL, of Anchor 0.1.0 or of Codama, when the program is compiled. Paths are relative to the file that names them.',
    example: '(import-idl "missing.json" :as other)',
    repair: '(cpi memo add-memo :memo "hello")',
  },
  resultUndeclared: {
    code: 'E0420',
    level: 'error',
    text: '`{name}` has no result, so that nothing can be returned',
    hint: 'declare the result: `(instruction name (...) -> type ...)`, or write `(return)`',
    explanation:
      'An instruction gives a value only if `->` behind its arguments says of which type; clients read it from the interface. `(return)` without a value ends any instruction.',
    example: '(define-program p (instruction go ((n u64)) (when (> n 1) (return 5)) (log "small")))',
    repair: '(define-program p (instruction go ((n u64)) -> u64 (when (> n 1) (return 5)) (log "small") 0))',
  },
  unitsExceeded: {
    code: 'E0421',
    level: 'error',
    text: '`{name}` may take {units} units, more than the {limit} it is bounded by',
    hint: 'make the costliest way cheaper, or raise the bound',
    explanation:
      '`(declare (max-units n))` has the compiler prove that no run of a program or an instruction, or no call of a function, takes more than `n` units. It follows all ways through the code it has made; loops end where what is known of their counters says so. The message names the costliest lines of the costliest way.',
    example: '(declare (max-units 100)) (log "hello")',
    repair: '(declare (max-units 104)) (log "hello")',
  },
  unitsUnbounded: {
    code: 'E0422',
    level: 'error',
    text: 'the units of `{name}` have no bound that is known: {reason}',
    hint: '{hint}',
    explanation:
      'A bound is proven if each loop ends after a number of rounds that is known when the program is compiled, at most, and each syscall is about a length that is. Functions that call themselves, except at their end, and calls of other programs have none. With `measured` nothing is proven; `osvm ovsm test` fails where a run takes more.',
    example: '(declare (max-units 500)) (for (i (range (num-accounts))) (log "one"))',
    repair: '(declare (max-units 500 measured)) (for (i (range (num-accounts))) (log "one"))',
  },
  calleeInexpressible: {
    code: 'E0430',
    level: 'error',
    text: '`{program} {name}` cannot be called: {problem}, at `{place}` of its interface',
    hint: '{hint}',
    explanation:
      'An interface may describe data in ways that the language has no values for, such as floats, or that depend on what only a client knows. Other instructions of the program can be called all the same; the data of this one can be put together by hand, for `cpi-invoke`.',
    example: '(import-idl "../imported/unusual.json" :as unusual)\n(cpi unusual weigh :scale 0 :weight 5)',
    repair: '(import-idl "../imported/unusual.json" :as unusual)\n(cpi unusual count :scale 0 :weight 5)',
  },
} as const satisfies Record<string, DiagnosticRow>;
