.arch v2
lddw r1, 5
mul r1, 2
le16 r1
neg r1
jeq32 r1, 1, +1
lmul r1, 2
hor64 r1, 1
exit
======== diagnostics
error[E0712]: sBPF v2 has no `lddw`
  --> version-v2.s:2:1
   |
 2 | lddw r1, 5
   | ^^^^
   = hint: it is an instruction of v0, v1, v3

error[E0712]: sBPF v2 has no `mul`
  --> version-v2.s:3:1
   |
 3 | mul r1, 2
   | ^^^
   = hint: it is an instruction of v0, v1, v3

error[E0712]: sBPF v2 has no `le16`
  --> version-v2.s:4:1
   |
 4 | le16 r1
   | ^^^^
   = hint: it is an instruction of v0, v1, v3

error[E0712]: sBPF v2 has no `neg`
  --> version-v2.s:5:1
   |
 5 | neg r1
   | ^^^
   = hint: it is an instruction of v0, v1, v3

error[E0712]: sBPF v2 has no `jeq32`
  --> version-v2.s:6:1
   |
 6 | jeq32 r1, 1, +1
   | ^^^^^
   = hint: it is an instruction of v3

