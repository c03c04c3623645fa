hor64 r1, 1
lmul64 r1, r2
sdiv32 r1, 2
jeq32 r1, 1, +1
exit
======== diagnostics
error[E0712]: sBPF v3 has no `hor64`
  --> version-v3.s:1:1
   |
 1 | hor64 r1, 1
   | ^^^^^
   = hint: it is an instruction of v2

error[E0712]: sBPF v3 has no `lmul64`
  --> version-v3.s:2:1
   |
 2 | lmul64 r1, r2
   | ^^^^^^
   = hint: it is an instruction of v2

error[E0712]: sBPF v3 has no `sdiv32`
  --> version-v3.s:3:1
   |
 3 | sdiv32 r1, 2
   | ^^^^^^
   = hint: it is an instruction of v2

