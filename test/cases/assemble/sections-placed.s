.arch v1
.text 0x100000120
    lddw r1, name
    exit
.rodata 0x100000200
name: .ascii "far away"
======== program
.arch v1
.globl entrypoint

.text 0x100000120
entrypoint:
    lddw r1, 0x100000200
    exit

.rodata 0x100000200
    .ascii "far away"
