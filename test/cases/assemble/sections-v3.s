.rodata 0x100000000
.byte 1
.text 0x100000000
exit
======== diagnostics
error[E0724]: `.rodata` cannot lie at 0x100000000
  --> sections-v3.s:1:9
   |
 1 | .rodata 0x100000000
   |         ^^^^^^^^^^^
   = hint: in v3 it lies at 0x0

