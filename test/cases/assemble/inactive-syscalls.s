syscall sol_sha512
call sol_big_mod_exp
syscall sol_get_fees_sysvar
.extern sol_blake3
syscall sol_blake3
exit
======== program
.arch v3
.globl entrypoint

.text
entrypoint:
    syscall -1842754100
    syscall 2014202901
    syscall 999798588
    syscall 390877474
    exit
======== diagnostics
warning[W0732]: the syscall `sol_sha512` is not active on mainnet: its feature gate `enable_sha512_syscall` is not activated
  --> inactive-syscalls.s:1:9
   |
 1 | syscall sol_sha512
   |         ^^^^^^^^^^
   = hint: the program fails there; `.extern sol_sha512` says that the cluster it is meant for has it

warning[W0732]: the syscall `sol_big_mod_exp` is not active on mainnet: its feature gate `enable_big_mod_exp_syscall` is not activated
  --> inactive-syscalls.s:2:6
   |
 2 | call sol_big_mod_exp
   |      ^^^^^^^^^^^^^^^
   = hint: the program fails there; `.extern sol_big_mod_exp` says that the cluster it is meant for has it

warning[W0732]: the syscall `sol_get_fees_sysvar` is not active on mainnet: the feature `disable_fees_sysvar` removed it
  --> inactive-syscalls.s:3:9
   |
 3 | syscall sol_get_fees_sysvar
   |         ^^^^^^^^^^^^^^^^^^^
   = hint: the program fails there; `.extern sol_get_fees_sysvar` says that the cluster it is meant for has it

