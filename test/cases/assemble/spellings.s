# Every way to write things that the public assembler and its neighbours know.
.globl start
.extern sol_my_own
start:  mov r0, 0x10   ; a comment
        mov64 r1, -0b101 // another
        mov32 r2, 1_000
        add r1, r0
        neg r1
        be16 r1
        le64 r1
        ldxdw r3, [r10-0x8]
        ldxb r3, [ r10 - 8 ]
        ldxw r4, [r1]
        stb [r10 + 2 * 4], -1
        stxdw [r10-8], r3
again:
"again and again":
        jeq r1, 4, +1
        jne r1, r2, again
        jset32 r1, 0x7fffffff, "again and again"
        ja done
        lddw r5, -1
        syscall sol_my_own
        syscall 0x207559bd
        call sol_log_
        call helper
        call -2
        callx r5
done:   return
helper: .quad 0x95
======== program
.arch v3
.globl start

.text
start:
    mov64 r0, 16
    mov64 r1, -5
    mov32 r2, 1000
    add64 r1, r0
    neg64 r1
    be16 r1
    le64 r1
    ldxdw r3, [r10-0x8]
    ldxb r3, [r10-0x8]
    ldxw r4, [r1+0x0]
    stb [r10+0x8], -1
    stxdw [r10-0x8], r3
lbb_12:
    jeq r1, 4, lbb_14
    jne r1, r2, lbb_12
lbb_14:
    jset32 r1, 2147483647, lbb_12
    ja lbb_24
    lddw r5, 0xffffffffffffffff
    syscall -347571649
    syscall sol_log_
    syscall sol_log_

function_21:
    call helper
    call function_21
    callx r5
lbb_24:
    exit

helper:
    exit
