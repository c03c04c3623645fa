// Messages of tests: what a test expected and did not find, and tests that are not written as they should be.
import type { DiagnosticRow } from '../diagnostics.js';

export const testRows = {
  valuesDiffer: {
    code: 'E0850',
    level: 'error',
    text: 'this is {found}, and not {wanted}',
    hint: 'the code or the test is wrong',
    explanation:
      '`(assert-equal value wanted)` compares two values of one type. Both are evaluated once, in this order, where the ' +
      'form stands in its test.',
    language: 'test',
    example: '(deftest sum (assert-equal (+ 1 2) 4))',
    repair: '(deftest sum (assert-equal (+ 1 2) 3))',
  },
  expectationFailed: {
    code: 'E0851',
    level: 'error',
    text: 'this does not hold',
    hint: 'the code or the test is wrong',
    explanation:
      '`(expect condition)` fails where the condition counts as false. Of a comparison the values of both sides are ' +
      'shown.',
    language: 'test',
    example: '(deftest order (expect (< 2 1)))',
    repair: '(deftest order (expect (< 1 2)))',
  },
  failureMissing: {
    code: 'E0852',
    level: 'error',
    text: 'this was expected to fail with {wanted}, and succeeded',
    hint: 'the code or the test is wrong',
    explanation: '`assert-fails` and `expect-error` are about what must not succeed.',
    language: 'test',
    example: '(deftest refuses (assert-fails 1 (require (> 2 1) 1)))',
    repair: '(deftest refuses (assert-fails 1 (require (> 1 2) 1)))',
  },
  otherFailure: {
    code: 'E0853',
    level: 'error',
    text: 'this failed with {found}, not with {wanted}: {reason}',
    hint: 'the code or the test is wrong',
    explanation:
      'An error is named by the number that `fail` was given, by the name that `define-error` gave it, or by the name ' +
      'that Solana gives it, such as `ArithmeticOverflow`.',
    language: 'test',
    example: '(deftest refuses (assert-fails 1 (fail 2)))',
    repair: '(deftest refuses (assert-fails 2 (fail 2)))',
  },
  testUnits: {
    code: 'E0854',
    level: 'error',
    text: 'this took {units} units, more than the {limit} it may take',
    hint: 'make it cheaper, or raise the limit',
    explanation:
      '`(max-units n)` bounds the units of the calls of a test, or of its code if it calls nothing; `:max-units n` those ' +
      'of one call.',
    language: 'test',
    example: '(deftest cheap (log "hello") (max-units 50))',
    repair: '(deftest cheap (log "hello") (max-units 150))',
  },
  logMissing: {
    code: 'E0855',
    level: 'error',
    text: 'the program did not log "{text}"',
    hint: '{logged}',
    explanation: '`(expect-log text)` wants a message of the last call to be this text.',
    language: 'test',
    example: '(log "hello")\n(deftest greets (call) (expect-log "hallo"))',
    repair: '(log "hello")\n(deftest greets (call) (expect-log "hello"))',
  },
  duplicateTest: {
    code: 'E0856',
    level: 'error',
    text: 'there are two tests called `{name}`',
    hint: 'rename one of them',
    explanation: 'The name of a test says which one failed, and `--filter` chooses by it.',
    language: 'test',
    example: '(deftest sum (assert-equal (+ 1 2) 3))\n(deftest sum (assert-equal (+ 2 2) 4))',
    repair: '(deftest sum (assert-equal (+ 1 2) 3))\n(deftest other-sum (assert-equal (+ 2 2) 4))',
  },
  noTests: {
    code: 'E0857',
    level: 'error',
    text: 'there is no test to run in {files}',
    hint: '{hint}',
    explanation: 'A run of tests that tests nothing is a mistake most of the time, so it does not succeed.',
    language: 'test',
    example: '(+ 1 2)',
    repair: '(deftest sum (assert-equal (+ 1 2) 3))',
  },
  unknownAccount: {
    code: 'E0858',
    level: 'error',
    text: 'this test has no account called `{name}`',
    hint: '{suggestion}',
    explanation:
      'The accounts of a test are those that `(account name ...)` made before, `program`, and the well-known ones.',
    language: 'test',
    example: '(deftest reads (account alice) (call :accounts (alise)))',
    repair: '(deftest reads (account alice) (call :accounts (alice)))',
  },
  unknownError: {
    code: 'E0859',
    level: 'error',
    text: 'there is no error called `{name}`',
    hint: '{suggestion}',
    explanation:
      'A test names an error by the number that `fail` was given, by the name that `define-error` gave it, or by the ' +
      'name that Solana gives it.',
    language: 'test',
    example: '(deftest overflows (assert-fails ArithmeticOverflo (/ 1 (- 1 1))))',
    repair: '(deftest overflows (assert-fails ArithmeticOverflow (/ 1 (- 1 1))))',
  },
  noTestValue: {
    code: 'E0860',
    level: 'error',
    text: 'this gives no value that can be used here',
    hint: 'write an expression with a value: a number, a text, an address',
    explanation: 'Operands of the forms of a test are evaluated before the form does its work.',
    language: 'test',
    example: '(deftest starts (account alice :lamports (define x 1)))',
    repair: '(deftest starts (account alice :lamports 1_000_000))',
  },
  testOperand: {
    code: 'E0861',
    level: 'error',
    text: '`{name}` of `{form}` must be {wanted}, and this is {found}',
    hint: 'the form is written `{signature}`',
    explanation:
      'Each operand of the forms of a test has a meaning of its own, and is checked before it is used.',
    language: 'test',
    example: '(deftest starts (account alice :lamports "many"))',
    repair: '(deftest starts (account alice :lamports 1_000_000))',
  },
  testKeyword: {
    code: 'E0862',
    level: 'error',
    text: '`{form}` has no `:{name}`',
    hint: '{suggestion}',
    explanation: 'Keywords that a form of a test does not know are refused rather than ignored.',
    language: 'test',
    example: '(deftest starts (account alice :lamport 1_000_000))',
    repair: '(deftest starts (account alice :lamports 1_000_000))',
  },
  callMissing: {
    code: 'E0863',
    level: 'error',
    text: '`{form}` stands before any call',
    hint: 'put it behind the `(call ...)` it is about',
    explanation: 'Some forms of a test are about the call before them.',
    language: 'test',
    example: '(log "hello")\n(deftest greets (expect-log "hello") (call))',
    repair: '(log "hello")\n(deftest greets (call) (expect-log "hello"))',
  },
  unknownInstruction: {
    code: 'E0864',
    level: 'error',
    text: 'the program has no instruction called `{name}`',
    hint: '{suggestion}',
    explanation:
      '`(call name ...)` calls an instruction of the `define-program` in the file. A script, or a program without regard ' +
      'to its declarations, is called without a name and with `:data`.',
    language: 'test',
    example: '(define-program p (instruction greet () (log "hello")))\n(deftest greets (call great))',
    repair: '(define-program p (instruction greet () (log "hello")))\n(deftest greets (call greet))',
  },
} as const satisfies Record<string, DiagnosticRow>;
