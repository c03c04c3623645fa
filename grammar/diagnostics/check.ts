// Diagnostics of expansion (E02xx) and checking (E03xx, W03xx): forms, names and types.
import type { DiagnosticRow } from '../diagnostics.js';

export const checkRows = {
  malformedForm: {
    code: 'E0201',
    level: 'error',
    text: 'malformed `{form}`: {problem}',
    hint: 'it is written `{signature}`',
    explanation:
      'The operands of a form do not have the shape the form asks for. The hint shows the shape; names in it stand for what you fill in, and `...` for any number of repetitions.',
    example: '(let (x 1) x)',
  },
  reservedName: {
    code: 'E0202',
    level: 'error',
    text: '`{name}` is the name of a form and cannot be redefined',
    hint: 'choose another name',
    explanation:
      'Special forms such as `if` and `let` have evaluation rules of their own. A variable or function of that name could never be reached, so defining one is refused.',
    example: '(define if 3)',
  },
  wrongArity: {
    code: 'E0301',
    level: 'error',
    text: '`{form}` takes {wanted}, but {given} given',
    hint: 'it is written `{signature}`',
    explanation: 'A form or function was given more or fewer operands than it takes.',
    example: '(not true false)',
  },
  unknownName: {
    code: 'E0302',
    level: 'error',
    text: 'unknown name `{name}`',
    hint: '{hint}',
    explanation:
      'Nothing of this name is visible here. Variables are visible from their definition to the end of the surrounding body; functions in the whole body that defines them.',
    example: '(+ lenght 1)',
  },
  typeMismatch: {
    code: 'E0303',
    level: 'error',
    text: '{purpose} must be {wanted}, but this is {found}',
    hint: '{hint}',
    explanation:
      'Types are inferred, never converted silently. Convert an integer with the name of the wanted type, as in `(u64 x)`; the conversion fails at run time if the value does not fit.',
    example: '(set-lamports 0 "many")',
  },
  typesDiffer: {
    code: 'E0304',
    level: 'error',
    text: '`{form}` needs operands of one type, but this is {found} and an earlier one is {earlier}',
    hint: 'convert one of them: `({earlier} ...)` or `({found} ...)`',
    explanation:
      'Arithmetic and comparisons work on operands of one type. Mixing signed and unsigned or narrow and wide integers is refused because either reading would surprise somebody.',
    example: '(+ (u8 1) (u64 2))',
  },
  notCallable: {
    code: 'E0305',
    level: 'error',
    text: '{what} cannot be called',
    hint: 'the first element of a list names the form or function to call',
    explanation:
      'Which function a call reaches is decided when the program is compiled. A number, a string or a variable in head position is not a function.',
    example: '(42 1)',
  },
  unknownForm: {
    code: 'E0306',
    level: 'error',
    text: 'there is no form or function called `{name}`',
    hint: '{hint}',
    explanation:
      'A list calls the form or function its first element names. No form of the language and no function visible here has that name.',
    example: '(lgo "hi")',
  },
  branchesDiffer: {
    code: 'E0307',
    level: 'error',
    text: 'the branches of this `{form}` give different types: {first} and {second}',
    hint: 'make both branches give one type, or use the form where its value is not needed',
    explanation:
      'An expression has one type, whichever way it is taken. Where the value of an `if` is not used the branches may differ.',
    example: '(+ 1 (if true 1 "one"))',
  },
  integerRange: {
    code: 'E0308',
    level: 'error',
    text: '{value} does not fit {type}',
    hint: '{type} holds {minimum} to {maximum}',
    explanation:
      'An integer literal takes the type its context needs, i64 if none does, and must fit it. Write `(u64 18446744073709551615)` to choose the type of a literal.',
    example: '(u8 256)',
  },
  outsideLoop: {
    code: 'E0309',
    level: 'error',
    text: '`{form}` stands outside of any loop',
    hint: 'use it inside `while` or `for`; `return` leaves a function',
    explanation: '`break` and `continue` act on the innermost loop around them.',
    example: '(break)',
  },
  capturedVariable: {
    code: 'E0310',
    level: 'error',
    text: 'function `{function}` uses `{name}`, a local variable of another function',
    hint: 'pass it as an argument',
    explanation:
      'A function may use its own variables and those of the program body. A local variable of another function may exist many times at once, one for each call in progress.',
    example: '(defun outer (x) (defun inner () x) (inner)) (outer 1)',
  },
  functionAsValue: {
    code: 'E0311',
    level: 'error',
    text: '`{name}` is a function and is used here as a value',
    hint: 'call it: `({name} ...)`',
    explanation:
      'Functions are called by name. Storing one in a variable or passing it on is not supported yet.',
    example: '(defun f () 1) (define g f)',
  },
  unsupported: {
    code: 'E0312',
    level: 'error',
    text: '{what} cannot be compiled yet',
    hint: '{hint}',
    explanation:
      'The form is part of the language, but this compiler does not translate it. It is refused rather than ignored.',
    example: "(define x 'symbol)",
  },
  endlessRecursion: {
    code: 'E0313',
    level: 'error',
    text: 'the type of `{name}` cannot be found: what it returns depends on itself',
    hint: 'say what it returns, as in `(defun {name} (...) -> u64 ...)`',
    explanation:
      'The result type of a recursive function is inferred from the branches that do not recurse. Here the branches contradict each other each time the type is refined.',
  },
  duplicateFunction: {
    code: 'E0314',
    level: 'error',
    text: 'function `{name}` is defined twice in one body',
    hint: 'rename one of them',
    explanation:
      'A function is visible in the whole body that defines it, so two of one name in the same body are ambiguous.',
    example: '(defun f () 1) (defun f () 2) (f)',
  },
  invalidAddress: {
    code: 'E0315',
    level: 'error',
    text: '"{text}" is not the base58 text of a 32-byte address',
    hint: 'an address has 32 to 44 characters of 1-9, A-Z and a-z without 0, O, I and l',
    explanation: 'The operand of `pubkey` is decoded when the program is compiled.',
    example: '(pubkey "0OIl")',
  },
  noSuchSyscall: {
    code: 'E0316',
    level: 'error',
    text: 'there is no syscall `{name}`',
    hint: '{hint}',
    explanation:
      'The name of a syscall is checked against those active on Solana. A program that called another would deploy and then fail on its first use.',
    example: '(syscall "sol_lgo_")',
  },
  unknownType: {
    code: 'E0317',
    level: 'error',
    text: 'there is no type `{name}`',
    hint: 'the types are {known}',
    explanation: 'The place wants the name of a type.',
    example: '(load u65 0 0)',
  },
  unknownDeclaration: {
    code: 'E0318',
    level: 'error',
    text: 'unknown declaration `{name}`',
    hint: 'known declarations: `(result exit-code)` and `(result value)`',
    explanation: '`declare` gives the compiler instructions about the program; it knows a fixed set of them.',
    example: '(declare (fast))',
  },
  resultType: {
    code: 'E0319',
    level: 'error',
    text: 'the exit code of a program must be an integer of at most 64 bits or a bool, but its last value is {found}',
    hint: 'end the program with an integer, or drop the `exit-code` result',
    explanation:
      'With `(declare (result exit-code))` the last value of the program is what r0 holds at its end.',
    example: '(declare (result exit-code)) "text"',
  },
  noValue: {
    code: 'E0320',
    level: 'error',
    text: '{purpose} needs a value, but this gives none',
    hint: 'a loop and an `if` without an else branch give no value',
    explanation: 'The expression is used for its value but is of a kind that has none.',
    example: '(+ 1 (while false))',
  },
  emptyList: {
    code: 'E0321',
    level: 'error',
    text: '`()` calls nothing',
    hint: 'write `null` for no value and `[]` for an empty array',
    explanation: 'A list is a call, and an empty one has no function to call.',
    example: '()',
  },
  misplacedResult: {
    code: 'E0322',
    level: 'error',
    text: '`return` stands outside of a function',
    hint: 'use `(exit code)` to end the program',
    explanation: '`return` leaves the function around it; the program body is not a function.',
    example: '(return 1)',
  },
  globalsTooLarge: {
    code: 'E0323',
    level: 'error',
    text: 'the variables that functions share take {bytes} bytes, more than the {limit} of the heap',
    hint: 'pass values as arguments instead',
    explanation:
      'A variable of the program body that functions use lives at the start of the heap region, which holds 32 KiB.',
  },
  tooComplex: {
    code: 'E0324',
    level: 'error',
    text: 'the program nests forms or calls of different functions too deeply to be compiled',
    hint: 'split it into shorter chains',
    explanation:
      'The compiler follows calls into the functions they reach. A chain of some thousand functions, each calling the next, is more than it can follow.',
  },
  unusedFunction: {
    code: 'W0302',
    level: 'warning',
    text: 'function `{name}` is never called, so it is not part of the program',
    hint: '{hint}',
    explanation:
      'A function is checked for the types it is called with. One that nothing calls is checked only if all its parameters declare their types, and none of it is compiled.',
    example: '(defun f (x) x) 1',
  },
  constantCondition: {
    code: 'W0301',
    level: 'warning',
    text: 'this condition is always {truth}, because a {type} always counts as {truth}',
    hint: 'compare it with something',
    explanation:
      'False, null, 0 and "" count as false; all else counts as true. A pubkey is none of these, so a condition on it alone decides nothing.',
    example: '(if (pubkey "11111111111111111111111111111111") 1 2)',
  },
  inactiveSyscall: {
    code: 'E0325',
    level: 'error',
    text: 'the syscall `{name}` is not active on mainnet: {reason}',
    hint: 'do without it; a program that calls it would fail',
    explanation:
      'Solana brings new syscalls, and takes away old ones, by feature gates. A program that calls a syscall that is ' +
      'not active fails: before v3 when it is deployed, in v3 when the call is reached.',
    example: '(sol_remaining_compute_units)',
  },
} as const satisfies Record<string, DiagnosticRow>;
