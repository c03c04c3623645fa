.arch v0
.rodata 0x100000041
.byte 1
.text 0x100000008
exit
.rodata 0x100000040
.text 0x100000008
======== diagnostics
error[E0724]: `.rodata` cannot lie at 0x100000041
  --> sections-v0.s:2:9
   |
 2 | .rodata 0x100000041
   |         ^^^^^^^^^^^
   = hint: it is to be a multiple of 8

error[E0724]: `.rodata` cannot lie at 0x100000040
  --> sections-v0.s:6:1
   |
 6 | .rodata 0x100000040
   | ^^^^^^^^^^^^^^^^^^^
   = hint: it is to lie at 0x100000041 already

error[E0724]: `.text` cannot lie at 0x100000008
  --> sections-v0.s:7:7
   |
 7 | .text 0x100000008
   |       ^^^^^^^^^^^
   = hint: it lies from 0x100000040, behind the file header, to 0x100a00000

