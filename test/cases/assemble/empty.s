# nothing but a comment
.rodata
.byte 1
======== diagnostics
error[E0725]: there is no instruction in the text
  --> empty.s:1:1
   |
 1 | # nothing but a comment
   | ^
   = hint: the smallest program is `exit`

