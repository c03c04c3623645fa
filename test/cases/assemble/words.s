movv r0, 1
MOV r0, 1
42
, exit
exit,
mov r0,, 1
mov r0 1
ldxw r1, r2
ldxw r1, [r2
ldxw r1, [8]
ldxw r1, [r2 8]
mov r1, r2 + 1
add r1, 1, 2
jeq r1, r2
exit r0
r1: exit
7: exit
mov r1, `5`
frobnicate r1
======== diagnostics
error[E0711]: unknown instruction `movv`
  --> words.s:1:1
   |
 1 | movv r0, 1
   | ^^^^
   = hint: did you mean `mov`?

error[E0711]: unknown instruction `MOV`
  --> words.s:2:1
   |
 2 | MOV r0, 1
   | ^^^
   = hint: did you mean `mov`?

error[E0710]: unexpected `42`
  --> words.s:3:1
   |
 3 | 42
   | ^^
   = hint: a line begins with a label, an instruction or a directive

error[E0710]: unexpected `,`
  --> words.s:4:1
   |
 4 | , exit
   | ^
   = hint: a line begins with a label, an instruction or a directive

error[E0710]: unexpected `,`
  --> words.s:5:5
   |
 5 | exit,
   |     ^
   = hint: an operand is missing here

error[E0710]: unexpected `,`
  --> words.s:6:8
   |
 6 | mov r0,, 1
   |        ^
   = hint: an operand is missing here

error[E0710]: unexpected register `r0`
  --> words.s:7:5
   |
 7 | mov r0 1
   |     ^^
   = hint: a register stands alone between commas

error[E0713]: `ldxw` does not take these operands
  --> words.s:8:1
   |
 8 | ldxw r1, r2
   | ^^^^^^^^^^^
   = hint: write `ldxw r1, [r2+8]`

error[E0710]: unexpected memory operand
  --> words.s:9:10
   |
 9 | ldxw r1, [r2
   |          ^^^
   = hint: memory is written as a register and an offset: `[r1]`, `[r1+8]` or `[r10-0x10]`

error[E0710]: unexpected memory operand
   --> words.s:10:10
    |
 10 | ldxw r1, [8]
    |          ^^^
    = hint: memory is written as a register and an offset: `[r1]`, `[r1+8]` or `[r10-0x10]`

error[E0710]: unexpected memory operand
   --> words.s:11:10
    |
 11 | ldxw r1, [r2 8]
    |          ^^^^^^
    = hint: memory is written as a register and an offset: `[r1]`, `[r1+8]` or `[r10-0x10]`

error[E0710]: unexpected register `r2`
   --> words.s:12:9
    |
 12 | mov r1, r2 + 1
    |         ^^
    = hint: a register stands alone between commas

error[E0713]: `add` does not take these operands
   --> words.s:13:1
    |
 13 | add r1, 1, 2
    | ^^^^^^^^^^^^
    = hint: write `add r1, 5` or `add r1, r2`

error[E0713]: `jeq` does not take these operands
   --> words.s:14:1
    |
 14 | jeq r1, r2
    | ^^^^^^^^^^
    = hint: write `jeq r1, 5, label` or `jeq r1, r2, label`

error[E0713]: `exit` does not take these operands
   --> words.s:15:1
    |
 15 | exit r0
    | ^^^^^^^
    = hint: write `exit`

error[E0710]: unexpected `r1:`
   --> words.s:16:1
    |
 16 | r1: exit
    | ^^
    = hint: labels begin with a letter and are not called like a register

error[E0710]: unexpected `7:`
   --> words.s:17:1
    |
 17 | 7: exit
    | ^
    = hint: labels begin with a letter and are not called like a register

error[E0710]: unexpected character ```
   --> words.s:18:9
    |
 18 | mov r1, `5`
    |         ^
    = hint: names that hold more than letters, digits, `_`, `.` and `$` stand in double quotes

error[E0711]: unknown instruction `frobnicate`
   --> words.s:19:1
    |
 19 | frobnicate r1
    | ^^^^^^^^^^
    = hint: see the opcodes in grammar/README.md

