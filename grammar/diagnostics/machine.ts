// Messages of the machine: program files that it cannot load or must not run.
import type { DiagnosticRow } from '../diagnostics.js';

export const machineRows = {
  programNotLoaded: {
    code: 'E0701',
    level: 'error',
    text: '`{file}` is no program the machine can load: {reason}',
    hint: 'the loader stopped at byte {offset}; compile the program again, or see whether the file was cut short',
    explanation:
      'A program is an ELF file for the machine BPF whose e_flags name one of the sBPF versions 0 to 3. Version 3 ' +
      'has a fixed layout of at most two segments (SIMD-0189); versions 0 to 2 have sections and relocations. ' +
      'The reason is given in the words of the Agave runtime, which refuses the same files.',
    language: 'shell',
    example:
      'osvm ovsm compile counter.ovsm -o counter.so\nhead -c 100 counter.so > cut.so\nosvm ovsm run cut.so',
    repair: 'osvm ovsm compile counter.ovsm -o cut.so\nosvm ovsm run cut.so',
  },
  programNotVerified: {
    code: 'E0702',
    level: 'error',
    text: '`{file}` breaks a rule of the machine: {reason}',
    hint: 'instruction {pc} is at fault; a compiler for sBPF v{version} must not emit it',
    explanation:
      'Before a program runs, each of its instructions must be known to its version, jump to an instruction, name ' +
      'registers that exist, leave r10 alone, and have a sound constant: no division by zero, no shift beyond the ' +
      'width. The reason is given in the words of the Agave runtime, which refuses the same programs.',
    language: 'shell',
    example: "echo 'mov64 r11, 1\nexit' | osvm ovsm asm - -o made.so\nosvm ovsm run made.so",
    repair: "echo 'mov64 r1, 1\nexit' | osvm ovsm asm - -o made.so\nosvm ovsm run made.so",
  },
  assemblyUnexpected: {
    code: 'E0710',
    level: 'error',
    text: 'unexpected {found}',
    hint: '{expected}',
    explanation:
      'An assembly file is read line by line: labels (`name:`), then one instruction or directive with its operands ' +
      'between commas. `#`, `;` and `//` begin a comment.',
    language: 'assembly',
    example: 'mov64 r0, 0 0\nexit',
    repair: 'mov64 r0, 0\nexit',
  },
  unknownMnemonic: {
    code: 'E0711',
    level: 'error',
    text: 'unknown instruction `{name}`',
    hint: '{suggestion}',
    explanation:
      'Instructions are written in small letters as the public sBPF assembler writes them; 64-bit arithmetic may leave ' +
      'out its width: `add` is `add64`.',
    language: 'assembly',
    example: 'mvo64 r0, 0\nexit',
    repair: 'mov64 r0, 0\nexit',
  },
  mnemonicNotInVersion: {
    code: 'E0712',
    level: 'error',
    text: 'sBPF v{version} has no `{name}`',
    hint: '{advice}',
    explanation:
      'The versions differ in their instructions: v2 lacks `lddw`, `le`, `neg`, `mul`, `div` and `mod` and has ' +
      '`hor64`, `lmul`, `udiv` and their kin (SIMD-0173, SIMD-0174); comparisons of 32 bits such as `jeq32` are in v3 ' +
      'alone (SIMD-0377).',
    language: 'assembly',
    example: '.arch v2\nlddw r0, 5\nexit',
    repair: '.arch v0\nlddw r0, 5\nexit',
  },
  wrongOperands: {
    code: 'E0713',
    level: 'error',
    text: '`{name}` does not take these operands',
    hint: 'write `{usage}`',
    explanation:
      'Operands are registers (`r0` to `r10`), numbers, memory (`[r1+8]`) and labels. Each instruction wants its own ' +
      'in their order.',
    language: 'assembly',
    example: 'add64 r1\nexit',
    repair: 'add64 r1, 1\nexit',
  },
  invalidRegister: {
    code: 'E0714',
    level: 'error',
    text: 'invalid {role} register {number}',
    hint: 'the registers are r0 to r10',
    explanation: 'An instruction has four bits for a register. Numbers above 15 cannot be written at all.',
    language: 'assembly',
    example: 'mov64 r16, 1\nexit',
    repair: 'mov64 r6, 1\nexit',
  },
  invalidImmediate: {
    code: 'E0715',
    level: 'error',
    text: 'invalid immediate {value}',
    hint: '`{name}` takes {least} to {most}{advice}',
    explanation:
      'The constant of an instruction has 32 bits and is signed; only `lddw` holds 64 bits. `mov32 r1, -1` puts ' +
      '0xffffffff into a register.',
    language: 'assembly',
    example: 'mov64 r0, 0x100000000\nexit',
    repair: 'lddw r0, 0x100000000\nexit',
  },
  invalidOffset: {
    code: 'E0716',
    level: 'error',
    text: 'invalid offset {value}',
    hint: 'offsets of jumps and of memory lie from -32768 to 32767{advice}',
    explanation:
      'Jumps and memory accesses have 16 bits for their offset. A jump counts slots from the instruction behind it; ' +
      'a place farther away is reached over another `ja` between.',
    language: 'assembly',
    example: 'ldxdw r0, [r1+40000]\nexit',
    repair: 'add64 r1, 40000\nldxdw r0, [r1+0]\nexit',
  },
  unknownLabel: {
    code: 'E0717',
    level: 'error',
    text: 'nothing here is called `{name}`',
    hint: '{suggestion}',
    explanation:
      'Names are labels (`name:`) and constants (`.equ name, value`). They may be used before they are given.',
    language: 'assembly',
    example: 'ja end\nexit',
    repair: 'ja end\nend:\nexit',
  },
  duplicateLabel: {
    code: 'E0718',
    level: 'error',
    text: '`{name}` is given twice',
    hint: 'call one of them something else',
    explanation:
      'Labels and constants share one set of names, and each name means one thing in the whole file.',
    language: 'assembly',
    example: 'a:\nmov64 r0, 0\na:\nexit',
    repair: 'a:\nmov64 r0, 0\nb:\nexit',
  },
  unknownDirective: {
    code: 'E0719',
    level: 'error',
    text: 'unknown directive `{name}`',
    hint: '{suggestion}',
    explanation:
      'Directives: `.text` and `.rodata` choose the section; `.globl` names the entry; `.equ` names a number; `.byte`, ' +
      '`.short`, `.long`, `.quad`, `.ascii`, `.asciz`, `.zero` and `.align` make constants; `.type` marks a function; ' +
      '`.extern` declares a syscall; `.arch` says for which version the text is meant.',
    language: 'assembly',
    example: '.glob entrypoint\nentrypoint:\nexit',
    repair: '.globl entrypoint\nentrypoint:\nexit',
  },
  wrongArguments: {
    code: 'E0720',
    level: 'error',
    text: '`{name}` does not take these arguments',
    hint: 'write `{usage}`',
    explanation: 'Each directive wants its own arguments; none is skipped in silence.',
    language: 'assembly',
    example: '.equ limit\nexit',
    repair: '.equ limit, 5\nexit',
  },
  valueNotKnown: {
    code: 'E0721',
    level: 'error',
    text: 'this value {problem}',
    hint: '{advice}',
    explanation:
      'Values are computed with whole numbers: `+`, `-`, `*`, `/` (toward zero), parentheses, names and `.`, the ' +
      'address of the place itself. What decides the size of something must not depend on labels.',
    language: 'assembly',
    example: '.equ half, 8 / 0\nmov64 r0, half\nexit',
    repair: '.equ half, 8 / 2\nmov64 r0, half\nexit',
  },
  textMistaken: {
    code: 'E0722',
    level: 'error',
    text: '{problem}',
    hint: '{advice}',
    explanation:
      'Texts stand between double quotes on one line. `\\n`, `\\r`, `\\t`, `\\0`, `\\\\`, `\\"` and `\\x41` stand for ' +
      'one byte each; other characters for their UTF-8 bytes.',
    language: 'assembly',
    example: '.rodata\n.ascii "a\\q"\n.text\nexit',
    repair: '.rodata\n.ascii "a\\n"\n.text\nexit',
  },
  wrongSection: {
    code: 'E0723',
    level: 'error',
    text: '`{name}` has no place in `{section}`',
    hint: '{advice}',
    explanation:
      'Instructions stand in `.text`, constants in `.rodata`. In `.text` only `.quad` is taken besides, for a slot ' +
      'that is no instruction.',
    language: 'assembly',
    example: '.rodata\nmov64 r0, 0\n.text\nexit',
    repair: 'mov64 r0, 0\nexit',
  },
  sectionMisplaced: {
    code: 'E0724',
    level: 'error',
    text: '`{section}` cannot lie at {address}',
    hint: '{reason}',
    explanation:
      'In v0 to v2 a section lies at the address that is its offset in the file plus 0x100000000. It must keep clear ' +
      'of the file header, of the other section, and be aligned to 8. In v3 the addresses are fixed (SIMD-0189).',
    language: 'assembly',
    example: '.arch v1\n.text 0x100000001\nexit',
    repair: '.arch v1\n.text 0x100000120\nexit',
  },
  nothingToAssemble: {
    code: 'E0725',
    level: 'error',
    text: 'there is no instruction in the text',
    hint: 'the smallest program is `exit`',
    explanation: 'No version of sBPF loads a program without instructions: its entry would lie outside.',
    language: 'assembly',
    example: '# nothing yet',
    repair: 'exit',
  },
  assemblyTooLarge: {
    code: 'E0726',
    level: 'error',
    text: '{what} is larger than {limit} bytes',
    hint: 'a program account holds no more',
    explanation: 'Accounts hold at most 10 MiB, and so do programs.',
    language: 'assembly',
    example: '.rodata\n.zero 20000000\n.text\nexit',
    repair: '.rodata\n.zero 200\n.text\nexit',
  },
  syscallNeedsName: {
    code: 'E0727',
    level: 'error',
    text: 'sBPF v{version} calls syscalls by name',
    hint: 'write the name, as in `syscall sol_log_`',
    explanation:
      'Before v3 a relocation carries the name of the syscall, and the loader puts its hash into the instruction. A ' +
      'bare number would be read as the distance to a function.',
    language: 'assembly',
    example: '.arch v0\nsyscall 5\nexit',
    repair: '.arch v0\nsyscall sol_log_\nexit',
  },
  callDistance: {
    code: 'E0728',
    level: 'error',
    text: 'sBPF v{version} cannot call {what}',
    hint: '{advice}',
    explanation:
      'Before v3 a distance of -1 marks a call that a relocation resolves, and the loader refuses calls that lead out ' +
      'of the program.',
    language: 'assembly',
    example: '.arch v0\ncall 100\nexit',
    repair: '.arch v0\ncall there\nexit\nthere: exit',
  },
  architectureDiffers: {
    code: 'E0729',
    level: 'error',
    text: 'the file is meant for sBPF {written}, not {wanted}',
    hint: 'leave out `--arch`, or change the `.arch` line',
    explanation: '`.arch` says which version a file is meant for; `--arch` may not contradict it.',
    language: 'shell',
    example: "echo '.arch v0\nexit' | osvm ovsm asm - -o made.so --arch v3",
    repair: "echo '.arch v0\nexit' | osvm ovsm asm - -o made.so",
  },
  machineRefuses: {
    code: 'W0730',
    level: 'warning',
    text: 'the machine refuses this program: {reason}',
    hint: 'the file is written as the text says, but no cluster will run it',
    explanation:
      'The assembler writes what it is told. The result is then loaded and verified as Agave does; the reason is given ' +
      'in the words of the runtime.',
    language: 'assembly',
    example: 'mov64 r11, 1\nexit',
    repair: 'mov64 r1, 1\nexit',
  },
  unknownSyscall: {
    code: 'W0731',
    level: 'warning',
    text: 'Solana has no syscall `{name}`',
    hint: '{suggestion}',
    explanation:
      'In v3 a program that calls an unknown syscall deploys and fails when it runs; before v3 it does not deploy. ' +
      '`.extern name` says that the name is right for the machine the program is meant for.',
    language: 'assembly',
    example: 'syscall sol_lgo_\nexit',
    repair: 'syscall sol_log_\nexit',
  },
  inactiveSyscallCalled: {
    code: 'W0732',
    level: 'warning',
    text: 'the syscall `{name}` is not active on mainnet: {reason}',
    hint: 'the program fails there; `.extern {name}` says that the cluster it is meant for has it',
    explanation:
      'Solana brings new syscalls, and takes away old ones, by feature gates. To mainnet, a syscall that is not active ' +
      'is one that does not exist: before v3 the program does not deploy, in v3 it fails when the call is reached.',
    language: 'assembly',
    example: 'syscall sol_remaining_compute_units\nexit',
    repair: 'syscall sol_log_compute_units_\nexit',
  },
} as const satisfies Record<string, DiagnosticRow>;
