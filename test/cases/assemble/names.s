start: exit
start: exit
.equ start, 1
.equ COUNT, 1
COUNT: exit
ja strat
ja nowhere
lddw r1, msgg
call sol_lgo_
call elsewhere
syscall sol_lgo_
syscall never_heard_of
.globl strt
.type strat, @function
.equ EARLY, LATE + 1
.equ LATE, 1
mov r1, EARLY
.rodata
msg: .zero COUNT + LATE2
.zero msg
.zero .
.byte msg
======== diagnostics
error[E0718]: `start` is given twice
  --> names.s:2:1
   |
 1 | start: exit
   | ----- first given here
 2 | start: exit
   | ^^^^^
   = hint: call one of them something else

error[E0718]: `start` is given twice
  --> names.s:3:6
   |
 1 | start: exit
   | ----- first given here
 2 | start: exit
 3 | .equ start, 1
   |      ^^^^^
   = hint: call one of them something else

error[E0718]: `COUNT` is given twice
  --> names.s:5:1
   |
 4 | .equ COUNT, 1
   |      ----- first given here
 5 | COUNT: exit
   | ^^^^^
   = hint: call one of them something else

error[E0717]: nothing here is called `strat`
  --> names.s:6:4
   |
 6 | ja strat
   |    ^^^^^
   = hint: did you mean `start`?

error[E0717]: nothing here is called `nowhere`
  --> names.s:7:4
   |
 7 | ja nowhere
   |    ^^^^^^^
   = hint: write `nowhere:` where it is, or `.equ nowhere, 1`

error[E0717]: nothing here is called `msgg`
  --> names.s:8:10
   |
 8 | lddw r1, msgg
   |          ^^^^
   = hint: did you mean `msg`?

error[E0717]: nothing here is called `sol_lgo_`
  --> names.s:9:6
   |
 9 | call sol_lgo_
   |      ^^^^^^^^
   = hint: did you mean `sol_log_`?

error[E0717]: nothing here is called `elsewhere`
   --> names.s:10:6
    |
 10 | call elsewhere
    |      ^^^^^^^^^
    = hint: write `elsewhere:` where it is, or `.equ elsewhere, 1`

warning[W0731]: Solana has no syscall `sol_lgo_`
   --> names.s:11:9
    |
 11 | syscall sol_lgo_
    |         ^^^^^^^^
    = hint: did you mean `sol_log_`?

warning[W0731]: Solana has no syscall `never_heard_of`
   --> names.s:12:9
    |
 12 | syscall never_heard_of
    |         ^^^^^^^^^^^^^^
    = hint: its names are in runtime/syscalls/README.md

error[E0717]: nothing here is called `strt`
   --> names.s:13:8
    |
 13 | .globl strt
    |        ^^^^
    = hint: did you mean `start`?

error[E0717]: nothing here is called `strat`
   --> names.s:14:7
    |
 14 | .type strat, @function
    |       ^^^^^
    = hint: did you mean `start`?

error[E0721]: this value is not known yet
   --> names.s:19:20
    |
 19 | msg: .zero COUNT + LATE2
    |                    ^^^^^
    = hint: what decides a size stands above it and does not depend on labels

error[E0721]: this value is not known yet
   --> names.s:20:7
    |
 20 | .zero msg
    |       ^^^
    = hint: what decides a size stands above it and does not depend on labels

error[E0721]: this value depends on addresses
   --> names.s:21:7
    |
 21 | .zero .
    |       ^
    = hint: sizes are made of numbers alone

