add r16, r2
add r1, r99999999999999999999
ldxb r1, [r17+1]
add r1, 2147483648
add r1, -2147483649
mov r1, 0x1122334455667788
mov32 r1, 0xffffffff
lddw r1, 0x10000000000000000
lddw r1, -0x8000000000000001
ja 32768
ja -32769
ldxb r1, [r2+32768]
stb [r2-32769], 0
mov r1, 12abc
mov r1, 0xg
mov r1, 99999999999999999999999999999999999999999999999999999999999999999999999999999999
jeq r1, 1 / 0, +1
mov r1, (1 + 2
mov r1, 1 + 2)
mov r1, 1 +
mov r1, 0x7fffffffffffffff * 0x7fffffffffffffff
syscall 0x1ffffffff
======== diagnostics
error[E0714]: invalid destination register 16
  --> numbers.s:1:5
   |
 1 | add r16, r2
   |     ^^^
   = hint: the registers are r0 to r10

error[E0714]: invalid source register 100000000000000000000
  --> numbers.s:2:9
   |
 2 | add r1, r99999999999999999999
   |         ^^^^^^^^^^^^^^^^^^^^^
   = hint: the registers are r0 to r10

error[E0714]: invalid source register 17
  --> numbers.s:3:11
   |
 3 | ldxb r1, [r17+1]
   |           ^^^
   = hint: the registers are r0 to r10

error[E0715]: invalid immediate 2147483648
  --> numbers.s:4:9
   |
 4 | add r1, 2147483648
   |         ^^^^^^^^^^
   = hint: `add` takes -2147483648 to 2147483647; the same 32 bits are -2147483648

error[E0715]: invalid immediate -2147483649
  --> numbers.s:5:9
   |
 5 | add r1, -2147483649
   |         ^^^^^^^^^^^
   = hint: `add` takes -2147483648 to 2147483647

error[E0715]: invalid immediate 1234605616436508552
  --> numbers.s:6:9
   |
 6 | mov r1, 0x1122334455667788
   |         ^^^^^^^^^^^^^^^^^^
   = hint: `mov` takes -2147483648 to 2147483647; `lddw` takes 64 bits

error[E0715]: invalid immediate 4294967295
  --> numbers.s:7:11
   |
 7 | mov32 r1, 0xffffffff
   |           ^^^^^^^^^^
   = hint: `mov32` takes -2147483648 to 2147483647; the same 32 bits are -1

error[E0715]: invalid immediate 18446744073709551616
  --> numbers.s:8:10
   |
 8 | lddw r1, 0x10000000000000000
   |          ^^^^^^^^^^^^^^^^^^^
   = hint: `lddw` takes -9223372036854775808 to 18446744073709551615

error[E0715]: invalid immediate -9223372036854775809
  --> numbers.s:9:10
   |
 9 | lddw r1, -0x8000000000000001
   |          ^^^^^^^^^^^^^^^^^^^
   = hint: `lddw` takes -9223372036854775808 to 18446744073709551615

error[E0716]: invalid offset 32768
   --> numbers.s:10:4
    |
 10 | ja 32768
    |    ^^^^^
    = hint: offsets of jumps and of memory lie from -32768 to 32767

error[E0716]: invalid offset -32769
   --> numbers.s:11:4
    |
 11 | ja -32769
    |    ^^^^^^
    = hint: offsets of jumps and of memory lie from -32768 to 32767

error[E0716]: invalid offset 32768
   --> numbers.s:12:13
    |
 12 | ldxb r1, [r2+32768]
    |             ^^^^^^
    = hint: offsets of jumps and of memory lie from -32768 to 32767

error[E0716]: invalid offset -32769
   --> numbers.s:13:8
    |
 13 | stb [r2-32769], 0
    |        ^^^^^^
    = hint: offsets of jumps and of memory lie from -32768 to 32767

error[E0710]: unexpected `12abc`
   --> numbers.s:14:9
    |
 14 | mov r1, 12abc
    |         ^^^^^
    = hint: numbers are decimal, hexadecimal (0xff) or binary (0b101)

error[E0710]: unexpected `0xg`
   --> numbers.s:15:9
    |
 15 | mov r1, 0xg
    |         ^^^
    = hint: numbers are decimal, hexadecimal (0xff) or binary (0b101)

error[E0710]: unexpected `9999999999999999999999999999999999999999`
   --> numbers.s:16:9
    |
 16 | mov r1, 99999999999999999999999999999999999999999999999999999999999999999999999999999999
    |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    = hint: numbers have at most 64 bits

error[E0721]: this value divides by zero
   --> numbers.s:17:9
    |
 17 | jeq r1, 1 / 0, +1
    |         ^^^^^
    = hint: no number is the result of that

error[E0710]: unexpected `(`
   --> numbers.s:18:9
    |
 18 | mov r1, (1 + 2
    |         ^
    = hint: this parenthesis is not closed

error[E0710]: unexpected `)`
   --> numbers.s:19:14
    |
 19 | mov r1, 1 + 2)
    |              ^
    = hint: no parenthesis is open here

error[E0710]: unexpected `+`
   --> numbers.s:20:11
    |
 20 | mov r1, 1 +
    |           ^
    = hint: a number or a name was expected behind it

error[E0721]: this value is beyond 64 bits
   --> numbers.s:21:9
    |
 21 | mov r1, 0x7fffffffffffffff * 0x7fffffffffffffff
    |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    = hint: write a smaller number

error[E0715]: invalid immediate 8589934591
   --> numbers.s:22:9
    |
 22 | syscall 0x1ffffffff
    |         ^^^^^^^^^^^
    = hint: `syscall` takes -2147483648 to 4294967295

