mov r0, 1
mov r11, 1
exit
======== program
.arch v3
.globl entrypoint

.text
entrypoint:
    mov64 r0, 1
    mov64 r11, 1
    exit
======== diagnostics
warning[W0730]: the machine refuses this program: invalid destination register (insn #1)
  --> refused.s:2:1
   |
 2 | mov r11, 1
   | ^^^^^^^^^^
   = hint: the file is written as the text says, but no cluster will run it

