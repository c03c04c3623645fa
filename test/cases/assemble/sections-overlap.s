.arch v0
.rodata 0x100000040
.zero 32
.text 0x100000050
exit
======== diagnostics
error[E0724]: `.text` cannot lie at 0x100000050
  --> sections-overlap.s:4:7
   |
 4 | .text 0x100000050
   |       ^^^^^^^^^^^
   = hint: `.rodata` lies from 0x100000040 on and holds 32 bytes

