.arch v0
here: call here
call 100
call -3
syscall 5
call 1
exit
======== diagnostics
error[E0728]: sBPF v0 cannot call the call itself
  --> calls-v0.s:2:12
   |
 2 | here: call here
   |            ^^^^
   = hint: put an instruction between the label and the call

error[E0728]: sBPF v0 cannot call out of the program
  --> calls-v0.s:3:6
   |
 3 | call 100
   |      ^^^
   = hint: its instructions are 0 to 5

error[E0727]: sBPF v0 calls syscalls by name
  --> calls-v0.s:5:9
   |
 5 | syscall 5
   |         ^
   = hint: write the name, as in `syscall sol_log_`

error[E0728]: sBPF v0 cannot call out of the program
  --> calls-v0.s:6:6
   |
 6 | call 1
   |      ^
   = hint: its instructions are 0 to 5

