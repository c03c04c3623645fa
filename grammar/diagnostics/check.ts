// Diagnostics of checking (E03xx, W03xx): names and types.
import type { DiagnosticRow } from '../diagnostics.js';

export const checkRows = {
  wrongArity: {
    code: 'E0301',
    level: 'error',
    text: '`{form}` takes {wanted}, but {given} given',
    hint: 'it is written `{signature}`',
    explanation: 'A form or function was given more or fewer operands than it takes.',
    example: '(not true false)',
    repair: '(not true)',
  },
  unknownName: {
    code: 'E0302',
    level: 'error',
    text: 'unknown name `{name}`',
    hint: '{hint}',
    explanation:
      'Nothing of this name is visible here. Variables are visible from their definition to the end of the surrounding body; functions in the whole body that defines them.',
    example: '(define length 5)\n(+ lenght 1)',
    repair: '(define length 5)\n(+ length 1)',
  },
  typeMismatch: {
    code: 'E0303',
    level: 'error',
    text: '{purpose} must be {wanted}, but this is {found}',
    hint: '{hint}',
    explanation:
      'Types are inferred, never converted silently. Convert an integer with the name of the wanted type, as in `(u64 x)`; the conversion fails at run time if the value does not fit.',
    example: '(set-lamports 0 "many")',
    repair: '(set-lamports 0 5)',
  },
  typesDiffer: {
    code: 'E0304',
    level: 'error',
    text: '`{form}` needs operands of one type, but this is {found} and an earlier one is {earlier}',
    hint: 'convert one of them: `({earlier} ...)` or `({found} ...)`',
    explanation:
      'Arithmetic and comparisons work on operands of one type. Mixing signed and unsigned or narrow and wide integers is refused because either reading would surprise somebody.',
    example: '(+ (u8 1) (u64 2))',
    repair: '(+ (u64 (u8 1)) (u64 2))',
  },
  notCallable: {
    code: 'E0305',
    level: 'error',
    text: '{what} cannot be called',
    hint: '{hint}',
    explanation:
      'Which function a call reaches is decided when the program is compiled. A number, a string or a variable in head position is not a function.',
    example: '(42 1)',
    repair: '(+ 42 1)',
  },
  unknownForm: {
    code: 'E0306',
    level: 'error',
    text: 'there is no form or function called `{name}`',
    hint: '{hint}',
    explanation:
      'A list calls the form or function its first element names. No form of the language and no function visible here has that name.',
    example: '(lgo "hi")',
    repair: '(log "hi")',
  },
  branchesDiffer: {
    code: 'E0307',
    level: 'error',
    text: 'the branches of this `{form}` give different types: {first} and {second}',
    hint: 'make both branches give one type, or use the form where its value is not needed',
    explanation:
      'An expression has one type, whichever way it is taken. Where the value of an `if` is not used the branches may differ.',
    example: '(+ 1 (if true 1 "one"))',
    repair: '(+ 1 (if true 1 2))',
  },
  constantAssigned: {
    code: 'E0353',
    level: 'error',
    text: '`{name}` is a constant and cannot be changed',
    hint: 'define it with `define` to change it, or give the new value another name',
    explanation:
      'What `const` defines keeps its value, so that whoever reads the name knows it. A variable that changes is made by `define`.',
    example: '(const fee 25) (set! fee 30)',
    repair: '(define fee 25) (set! fee 30)',
  },
  typeTooLarge: {
    code: 'E0351',
    level: 'error',
    text: 'values of type `{name}` have more than {limit} parts',
    hint: 'hold some of them in an array, or at addresses',
    explanation:
      'The fields of a struct lie inside it, with theirs inside them, and each is a value of its own while the program computes. Elements of arrays lie in memory and count once.',
    example:
      '(define-struct A (a u8) (b u8) (c u8) (d u8) (e u8) (f u8) (g u8) (h u8))\n(define-struct B (a A) (b A) (c A) (d A) (e A) (f A) (g A) (h A))\n(define-struct C (a B) (b B) (c B) (d B) (e B) (f B) (g B) (h B))\n(define-struct D (a C) (b C) (c C) (d C) (e C) (f C) (g C) (h C))',
    repair:
      '(define-struct A (a u8) (b u8) (c u8) (d u8) (e u8) (f u8) (g u8) (h u8))\n(define-struct B (all (array A 8)))\n(define-struct C (all (array B 8)))\n(define-struct D (all (array C 8)))',
  },
  resultsDiffer: {
    code: 'E0352',
    level: 'error',
    text: '`{name}` returns values of different types: {first} and {second}',
    hint: 'return one type, or `null` where there is no value',
    explanation:
      'A call of a function has one type, whichever `return` ends it. A value and `null` together are an option, two functions one of several functions; other types must be the same.',
    example: '(defun label (n) (when (= n 0) (return "none")) n) (label 3)',
    repair: '(defun label (n) (when (= n 0) (return "none")) (str n)) (label 3)',
  },
  integerRange: {
    code: 'E0308',
    level: 'error',
    text: '{value} does not fit {type}',
    hint: '{type} holds {minimum} to {maximum}',
    explanation:
      'An integer literal takes the type its context needs, i64 if none does, and must fit it. Write `(u64 18446744073709551615)` to choose the type of a literal.',
    example: '(u8 256)',
    repair: '(u16 256)',
  },
  outsideLoop: {
    code: 'E0309',
    level: 'error',
    text: '`{form}` stands outside of any loop',
    hint: 'use it inside `while` or `for`; `return` leaves a function',
    explanation: '`break` and `continue` act on the innermost loop around them.',
    example: '(break)',
    repair: '(while true (break))',
  },
  capturedVariable: {
    code: 'E0310',
    level: 'error',
    text: 'function value `{function}` uses `{name}`, which is defined after it',
    hint: 'define the variable first',
    explanation:
      'A function value takes along the variables of the functions around it when it is made. One that is defined later has no value yet.',
    example:
      '(defun outer (x) (define f (if (> x 0) (lambda () later) (lambda () 0))) (define later x) (f)) (outer 1)',
    repair:
      '(defun outer (x) (define later x) (define f (if (> x 0) (lambda () later) (lambda () 0))) (f)) (outer 1)',
  },
  functionAsValue: {
    code: 'E0311',
    level: 'error',
    text: '`{name}` is a special form and has no value',
    hint: 'wrap it: `(lambda (x) ({name} x))`',
    explanation:
      'A form that decides itself which operands it evaluates, such as `if`, is no function. Functions, and forms that evaluate all operands, can be passed on by name.',
    example: '(define f if)',
    repair: '(define f (lambda (c a b) (if c a b))) (f true 1 2)',
  },
  unsupported: {
    code: 'E0312',
    level: 'error',
    text: '{what} cannot be compiled yet',
    hint: '{hint}',
    explanation:
      'The form is part of the language, but this compiler does not translate it. It is refused rather than ignored.',
    example: '(define xs `(1 2))',
    repair: "(define xs '(1 2))",
  },
  endlessRecursion: {
    code: 'E0313',
    level: 'error',
    text: 'the type of `{name}` cannot be found: what it returns depends on itself',
    hint: 'say what it returns, as in `(defun {name} (...) -> u64 ...)`',
    explanation:
      'The result type of a recursive function is inferred from the branches that do not recurse. Here the branches contradict each other each time the type is refined.',
    example: '(defun f (n) (if (= n 0) (u8 1) (u16 (f (- n 1)))))\n(f 5)',
    repair: '(defun f (n) -> u16 (if (= n 0) 1 (f (- n 1))))\n(f 5)',
  },
  duplicateFunction: {
    code: 'E0314',
    level: 'error',
    text: 'function `{name}` is defined twice in one body',
    hint: 'rename one of them',
    explanation:
      'A function is visible in the whole body that defines it, so two of one name in the same body are ambiguous.',
    example: '(defun f () 1) (defun f () 2) (f)',
    repair: '(defun f () 1) (defun g () 2) (+ (f) (g))',
  },
  invalidAddress: {
    code: 'E0315',
    level: 'error',
    text: '"{text}" is not the base58 text of a 32-byte address',
    hint: 'an address has 32 to 44 characters of 1-9, A-Z and a-z without 0, O, I and l',
    explanation: 'The operand of `pubkey` is decoded when the program is compiled.',
    example: '(pubkey "0OIl")',
    repair: '(pubkey "11111111111111111111111111111111")',
  },
  noSuchSyscall: {
    code: 'E0316',
    level: 'error',
    text: 'there is no syscall `{name}`',
    hint: '{hint}',
    explanation:
      'The name of a syscall is checked against those active on Solana. A program that called another would deploy and then fail on its first use.',
    example: '(syscall "sol_lgo_")',
    repair: '(syscall "sol_log_compute_units_")',
  },
  unknownType: {
    code: 'E0317',
    level: 'error',
    text: 'there is no type `{name}`',
    hint: '{hint}',
    explanation: 'The place wants the name of a type.',
    example: '(load u65 0 0)',
    repair: '(load u64 0x400000000 0)',
  },
  unknownDeclaration: {
    code: 'E0318',
    level: 'error',
    text: 'unknown declaration `{name}`',
    hint: '{hint}',
    explanation: '`declare` gives the compiler instructions about the program; it knows a fixed set of them.',
    example: '(declare (fast))',
    repair: '(declare (result exit-code)) 0',
  },
  resultType: {
    code: 'E0319',
    level: 'error',
    text: 'the exit code of a program must be an integer of at most 64 bits or a bool, but its last value is {found}',
    hint: 'end the program with an integer, or drop the `exit-code` result',
    explanation:
      'With `(declare (result exit-code))` the last value of the program is what r0 holds at its end.',
    example: '(declare (result exit-code)) "text"',
    repair: '(declare (result exit-code)) 0',
  },
  noValue: {
    code: 'E0320',
    level: 'error',
    text: '{purpose} needs a value, but this gives none',
    hint: 'a loop and an `if` without an else branch give no value',
    explanation: 'The expression is used for its value but is of a kind that has none.',
    example: '(+ 1 (while false))',
    repair: '(while false)\n(+ 1 2)',
  },
  emptyList: {
    code: 'E0321',
    level: 'error',
    text: '`()` calls nothing',
    hint: 'write `null` for no value and `[]` for an empty array',
    explanation: 'A list is a call, and an empty one has no function to call.',
    example: '()',
    repair: 'null',
  },
  misplacedResult: {
    code: 'E0322',
    level: 'error',
    text: '`return` stands outside of a function and of an instruction',
    hint: 'use `(exit code)` to end the program',
    explanation:
      '`return` leaves the function around it, or ends the body of an instruction; the body of a script is neither.',
    example: '(return 1)',
    repair: '(exit 1)',
  },
  globalsTooLarge: {
    code: 'E0323',
    level: 'error',
    text: 'the variables that functions share take {bytes} bytes, more than the {limit} of the heap',
    hint: 'pass values as arguments instead',
    explanation:
      'A variable of the program body that functions use lives at the start of the heap region, which holds 32 KiB.',
    example: '(define a (num-accounts))\n… five thousand more …\n(defun f () (set! a (+ a 1)) …)\n(f)',
    repair: '(defun f (a) (+ a 1))\n(f (num-accounts))',
  },
  tooComplex: {
    code: 'E0324',
    level: 'error',
    text: 'the program nests forms or calls of different functions too deeply to be compiled',
    hint: 'split it into shorter chains',
    explanation:
      'The compiler follows calls into the functions they reach. A chain of some thousand functions, each calling the next, is more than it can follow.',
    example: '(defun f0 () (f1))\n(defun f1 () (f2))\n… twenty thousand more …\n(f0)',
    repair: '(defun f (n) (if (= n 0) 0 (+ 1 (f (- n 1)))))\n(f 20)',
  },
  unknownField: {
    code: 'E0340',
    level: 'error',
    text: '{type} has no field `{name}`',
    hint: '{hint}',
    explanation:
      'Which fields a record or struct has is part of its type, so a name it does not have is found when the program is compiled.',
    example: '(. {:name "Ada"} nmae)',
    repair: '(. {:name "Ada"} name)',
  },
  tupleIndex: {
    code: 'E0341',
    level: 'error',
    text: 'the item of a tuple must be named by a number below {count}, its count of items',
    hint: 'write the number itself; which item is meant decides the type',
    explanation:
      'The items of a tuple have types of their own, so which one is read must be known when the program is compiled. An array, whose elements have one type, takes any index.',
    example: '(get [1 "two"] 2)',
    repair: '(get [1 "two"] 1)',
  },
  decimalRange: {
    code: 'E0342',
    level: 'error',
    text: 'this decimal number has more digits than a decimal holds',
    hint: 'a decimal has {digits} digits behind the point and 10 before it',
    explanation:
      'A decimal is an i64 that counts units of 10^-9. A literal that is not a whole number of them, or that is too large, would have to be rounded, and nothing is rounded silently.',
    example: '0.1234567891',
    repair: '0.123456789',
  },
  typeAsValue: {
    code: 'E0343',
    level: 'error',
    text: '`{name}` is a type and is used here as a value',
    hint: 'make a value of it: `({name} ...)`',
    explanation:
      'The name of a struct or enum stands for the type. A struct is made by calling its name, an enum by naming a variant, as in `Side::Buy`.',
    example: '(define-struct Point (x i64)) Point',
    repair: '(define-struct Point (x i64)) (Point 1)',
  },
  endlessType: {
    code: 'E0344',
    level: 'error',
    text: 'type `{name}` contains itself',
    hint: 'hold the inner value in an array, or its index in one',
    explanation: 'The fields of a struct lie inside it, so a struct that held itself would have no end.',
    example: '(define-struct Node (next Node)) 1',
    repair: '(define-struct Node (next (array u64))) 1',
  },
  wrongKeyword: {
    code: 'E0345',
    level: 'error',
    text: 'keyword `:{name}` of `{function}` is {problem}',
    hint: '{hint}',
    explanation:
      'Behind its positional operands a function with `&key` parameters takes keywords it knows, each once and each with a value.',
    example: '(defun f (&key size) size) (f :sise 1)',
    repair: '(defun f (&key size) size) (f :size 1)',
  },
  patternMismatch: {
    code: 'E0347',
    level: 'error',
    text: 'the pattern `{pattern}` does not fit values of type {type}',
    hint: 'write a pattern of that type, a name, or `_`',
    explanation:
      'What type the value of a `match` has is known when the program is compiled, so a pattern that no value of it can fit is a mistake.',
    example: '(match 5 ("five" 1) (_ 2))',
    repair: '(match 5 (5 1) (_ 2))',
  },
  matchIncomplete: {
    code: 'E0348',
    level: 'error',
    text: 'this `match` gives no value where no pattern fits a value of type {type}',
    hint: 'add `(_ ...)` at its end',
    explanation:
      'Where the value of a `match` is used some clause must always fit: one with `_` or a name, or clauses for every variant of an enum, for null and `(some x)`, or for true and false.',
    example: '(+ 1 (match 5 (0 1)))',
    repair: '(+ 1 (match 5 (0 1) (_ 2)))',
  },
  needsTarget: {
    code: 'E0350',
    level: 'error',
    text: '`{name}` needs `--target ovsm`: Solana has no {family}',
    hint: 'compile with `--target ovsm` for machines that have the extension, or do without it',
    explanation:
      'Programs for Solana may use its syscalls only. An extension would deploy and then fail on its first use, so it is refused unless the program is for other machines.',
    example: '(sol-timer-start 1 10 10)',
    repair: '(require (>= (get-slot) 10) 1)',
  },
  integerQuotient: {
    code: 'E0349',
    level: 'error',
    text: 'this quotient of integers has no fraction, but it is compared with a number that has one',
    hint: 'make an operand a decimal: `(/ (decimal a) b)`',
    explanation:
      '`/` on integers truncates, so `(/ 3 4)` is 0 and comparing it with 0.75 says nothing about three quarters.',
    example: '(> (/ 3 4) 0.5)',
    repair: '(> (/ (decimal 3) 4) 0.5)',
  },
  libraryArguments: {
    code: 'E0346',
    level: 'error',
    text: '`{function}` does not work on ({given})',
    hint: '{reason}',
    explanation:
      'The function is checked anew for the types it is called with, and these do not fit what it does with them. The hint is what was found inside.',
    example: '(map 5 (lambda (x) x))',
    repair: '(map [5] (lambda (x) x))',
  },
  templatePlaces: {
    code: 'E0390',
    level: 'error',
    text: 'the template has {places} places and {given} values follow it',
    hint: 'each pair of braces takes one value; a brace that is meant as text is doubled',
    explanation:
      '`format` puts the text of its values into the places of its template, one after another. Since the template is a literal, a place without a value and a value without a place are found when the program is compiled.',
    example: '(format "{} of {}" 3)',
    repair: '(format "{} of {}" 3 4)',
  },
  unusedFunction: {
    code: 'W0302',
    level: 'warning',
    text: 'function `{name}` is never called, so it is not part of the program',
    hint: '{hint}',
    explanation:
      'A function is checked for the types it is called with. One that nothing calls is checked only if all its parameters declare their types, and none of it is compiled.',
    example: '(defun f (x) x) 1',
    repair: '(defun f (x) x) (f 1)',
  },
  constantCondition: {
    code: 'W0301',
    level: 'warning',
    text: 'this condition is always {truth}, because a {type} always counts as {truth}',
    hint: 'compare it with something',
    explanation:
      'False, null, 0 and "" count as false; all else counts as true. A pubkey is none of these, so a condition on it alone decides nothing.',
    example: '(if (pubkey "11111111111111111111111111111111") 1 2)',
    repair: '(if (= (pubkey "11111111111111111111111111111111") (program-id)) 1 2)',
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
    repair: '(sol_log_compute_units_)',
  },
} as const satisfies Record<string, DiagnosticRow>;
