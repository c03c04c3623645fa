.arch v0
call a_name_that_is_longer_than_the_sixty_three_bytes_that_the_loader_reads
.extern a_name_that_is_longer_than_the_sixty_three_bytes_that_the_loader_reads
exit
======== program
Unknown symbol with index 1
======== diagnostics
warning[W0730]: the machine refuses this program: Unknown symbol with index 1
  = hint: the file is written as the text says, but no cluster will run it

