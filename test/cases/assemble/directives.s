.asci "x"
.bss
.text 1, 2
.section .data
.globl
.globl 1 + 2
.type main, @object
.arch v4
.arch v3
.arch v0
.equ A
.ascii 5
.ascii "x"
.byte 1
.align 8
.zero 4
.globl r1
.rodata
.ascii 5
.byte
.align 3
.align 16
.zero -1
.zero 1, 2, 3
.zero 1, 256
.byte 256
.short -32769
.quad 0x10000000000000000
exit
.zero 0x7fffffff
.ascii "no end
.ascii "bad \q escape", "\x1"
======== diagnostics
error[E0719]: unknown directive `.asci`
  --> directives.s:1:1
   |
 1 | .asci "x"
   | ^^^^^
   = hint: did you mean `.ascii`?

error[E0719]: unknown directive `.bss`
  --> directives.s:2:1
   |
 2 | .bss
   | ^^^^
   = hint: leave it out

error[E0720]: `.text` does not take these arguments
  --> directives.s:3:1
   |
 3 | .text 1, 2
   | ^^^^^^^^^^
   = hint: write `.text` or `.text 0x100000120`

error[E0720]: `.section` does not take these arguments
  --> directives.s:4:1
   |
 4 | .section .data
   | ^^^^^^^^^^^^^^
   = hint: write `.section .text` or `.section .rodata`

error[E0720]: `.globl` does not take these arguments
  --> directives.s:5:1
   |
 5 | .globl
   | ^^^^^^
   = hint: write `.globl entrypoint`

error[E0720]: `.globl` does not take these arguments
  --> directives.s:6:1
   |
 6 | .globl 1 + 2
   | ^^^^^^^^^^^^
   = hint: write `.globl entrypoint`

error[E0720]: `.type` does not take these arguments
  --> directives.s:7:1
   |
 7 | .type main, @object
   | ^^^^^^^^^^^^^^^^^^^
   = hint: write `.type name, @function`

error[E0720]: `.arch` does not take these arguments
  --> directives.s:8:1
   |
 8 | .arch v4
   | ^^^^^^^^
   = hint: write `.arch v3`

error[E0729]: the file is meant for sBPF v3, not v0
   --> directives.s:10:1
    |
 10 | .arch v0
    | ^^^^^^^^
    = hint: leave out `--arch`, or change the `.arch` line

error[E0720]: `.equ` does not take these arguments
   --> directives.s:11:1
    |
 11 | .equ A
    | ^^^^^^
    = hint: write `.equ NAME, 42`

error[E0720]: `.ascii` does not take these arguments
   --> directives.s:12:1
    |
 12 | .ascii 5
    | ^^^^^^^^
    = hint: write `.ascii "text"`

error[E0723]: `.ascii` has no place in `.text`
   --> directives.s:13:1
    |
 13 | .ascii "x"
    | ^^^^^^
    = hint: write `.rodata` above it

error[E0723]: `.byte` has no place in `.text`
   --> directives.s:14:1
    |
 14 | .byte 1
    | ^^^^^
    = hint: write `.rodata` above it

error[E0723]: `.align` has no place in `.text`
   --> directives.s:15:1
    |
 15 | .align 8
    | ^^^^^^
    = hint: write `.rodata` above it

error[E0723]: `.zero` has no place in `.text`
   --> directives.s:16:1
    |
 16 | .zero 4
    | ^^^^^
    = hint: write `.rodata` above it

error[E0720]: `.globl` does not take these arguments
   --> directives.s:17:1
    |
 17 | .globl r1
    | ^^^^^^^^^
    = hint: write `.globl entrypoint`

error[E0720]: `.ascii` does not take these arguments
   --> directives.s:19:1
    |
 19 | .ascii 5
    | ^^^^^^^^
    = hint: write `.ascii "text"`

error[E0720]: `.byte` does not take these arguments
   --> directives.s:20:1
    |
 20 | .byte
    | ^^^^^
    = hint: write `.byte 1, 2, 3`

error[E0721]: this value is no alignment
   --> directives.s:21:8
    |
 21 | .align 3
    |        ^
    = hint: write 1, 2, 4 or 8: sections are aligned to 8

error[E0721]: this value is no alignment
   --> directives.s:22:8
    |
 22 | .align 16
    |        ^^
    = hint: write 1, 2, 4 or 8: sections are aligned to 8

error[E0721]: this value does not fit
   --> directives.s:23:1
    |
 23 | .zero -1
    | ^^^^^^^^
    = hint: a size is not negative, and a byte lies from -128 to 255

error[E0720]: `.zero` does not take these arguments
   --> directives.s:24:1
    |
 24 | .zero 1, 2, 3
    | ^^^^^^^^^^^^^
    = hint: write `.zero 16` or `.zero 16, 0xff`

error[E0721]: this value does not fit
   --> directives.s:25:1
    |
 25 | .zero 1, 256
    | ^^^^^^^^^^^^
    = hint: a size is not negative, and a byte lies from -128 to 255

error[E0721]: this value does not fit into 8 bits
   --> directives.s:26:7
    |
 26 | .byte 256
    |       ^^^
    = hint: signed and unsigned numbers of this width are taken

error[E0721]: this value does not fit into 16 bits
   --> directives.s:27:8
    |
 27 | .short -32769
    |        ^^^^^^
    = hint: signed and unsigned numbers of this width are taken

error[E0721]: this value does not fit into 64 bits
   --> directives.s:28:7
    |
 28 | .quad 0x10000000000000000
    |       ^^^^^^^^^^^^^^^^^^^
    = hint: signed and unsigned numbers of this width are taken

error[E0723]: `exit` has no place in `.rodata`
   --> directives.s:29:1
    |
 29 | exit
    | ^^^^
    = hint: write `.text` above it

error[E0726]: this is larger than 10485760 bytes
   --> directives.s:30:1
    |
 30 | .zero 0x7fffffff
    | ^^^^^^^^^^^^^^^^
    = hint: a program account holds no more

error[E0722]: this text has no closing quote
   --> directives.s:31:8
    |
 31 | .ascii "no end
    |        ^^^^^^^
    = hint: texts end on their line; a line end inside is written `\n`

error[E0722]: `\q` stands for no character
   --> directives.s:32:13
    |
 32 | .ascii "bad \q escape", "\x1"
    |             ^^
    = hint: a backslash is written `\\`; a byte as two hexadecimal digits, `\x1f`

error[E0722]: `\x` stands for no character
   --> directives.s:32:26
    |
 32 | .ascii "bad \q escape", "\x1"
    |                          ^^
    = hint: a backslash is written `\\`; a byte as two hexadecimal digits, `\x1f`

