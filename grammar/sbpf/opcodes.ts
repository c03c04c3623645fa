// The opcode table: one row per mnemonic and operand shape; encoder, verifier, disassembler and engines derive from it.
import type { Version } from './version.js';

/** Which fields an instruction uses, and as what. Every consumer of the table switches on this. */
export type Shape =
  /** `add64 dst, imm` */
  | 'dst-imm'
  /** `add64 dst, src` */
  | 'dst-src'
  /** `neg64 dst` */
  | 'dst'
  /** `be16 dst`: the immediate is the width in bits. */
  | 'endian'
  /** `lddw dst, imm64` */
  | 'lddw'
  /** `ldxdw dst, [src+off]` */
  | 'load'
  /** `stdw [dst+off], imm` */
  | 'store-imm'
  /** `stxdw [dst+off], src` */
  | 'store-reg'
  /** `ja +off` */
  | 'jump'
  /** `jeq dst, imm, +off` */
  | 'branch-imm'
  /** `jeq dst, src, +off` */
  | 'branch-reg'
  | 'call'
  | 'callx'
  | 'exit';

/** What the verifier asks of the immediate. */
export type ImmediateRule = 'nonzero' | 'shift';

export interface OpcodeRow {
  /** Unique; the mnemonic, with the shape where two share one: `add64.imm`, `jeq.reg`, `lddw`. */
  readonly name: string;
  /** As the public sBPF assembler writes it. */
  readonly mnemonic: string;
  readonly shape: Shape;
  /** Indexed by version; absent where the version lacks the instruction. */
  readonly opcodes: readonly [number | undefined, number | undefined, number | undefined, number | undefined];
  /** Operand width in bits of arithmetic and comparisons; bits accessed by loads and stores. */
  readonly width: 8 | 16 | 32 | 64;
  readonly rule?: ImmediateRule;
  readonly doc: string;
  /** Where its behaviour is laid down: the description of the bytecode in the repository of sBPF, or proposals. */
  readonly specification: string;
}

/** Units that executing any instruction takes. Agave: one each, whatever it does. */
export const instructionUnits = 1;

/** `sBPF: doc/bytecode.md` is the file of that name in the public repository of sBPF. */
const base = 'sBPF: doc/bytecode.md';
const spec = {
  /** v1: the program moves its stack pointer. */
  movedStack: `${base}; SIMD-0166`,
  /** v2: other opcodes for memory, no `lddw` and no `le`. */
  movedMemory: `${base}; SIMD-0173`,
  /** v2: products, quotients and remainders of their own, and other signs. */
  arithmetic: `${base}; SIMD-0174`,
  /** v3: syscalls and calls are told apart by src. */
  staticCalls: `${base}; SIMD-0178`,
  /** v3: comparisons of the low halves, and `callx` by dst. */
  narrowJumps: `${base}; SIMD-0377`,
} as const;

type Opcodes = OpcodeRow['opcodes'];
const always = (opcode: number): Opcodes => [opcode, opcode, opcode, opcode];
const notInV2 = (opcode: number): Opcodes => [opcode, opcode, undefined, opcode];
const onlyInV2 = (opcode: number): Opcodes => [undefined, undefined, opcode, undefined];
const onlyInV3 = (opcode: number): Opcodes => [undefined, undefined, undefined, opcode];
const movedInV2 = (opcode: number, moved: number): Opcodes => [opcode, opcode, moved, opcode];

/** Bit 3 of an opcode tells the register form from the immediate form. */
const registerForm = 8;

function both<const Operation extends string, const Width extends 32 | 64>(
  operation: Operation,
  width: Width,
  opcode: number,
  where: (opcode: number) => Opcodes,
  doc: string,
  { rule, specification = base }: { readonly rule?: ImmediateRule; readonly specification?: string } = {},
) {
  const mnemonic = `${operation}${width}` as const;
  return [
    {
      name: `${mnemonic}.imm` as const,
      mnemonic,
      shape: 'dst-imm',
      opcodes: where(opcode),
      width,
      doc,
      specification,
      ...(rule && { rule }),
    },
    {
      name: `${mnemonic}.reg` as const,
      mnemonic,
      shape: 'dst-src',
      opcodes: where(opcode | registerForm),
      width,
      doc,
      specification,
    },
  ] as const;
}

function branch<const Operation extends string>(operation: Operation, code: number, doc: string) {
  const wide = { mnemonic: operation, width: 64, doc, specification: base } as const;
  const mnemonic = `${operation}32` as const;
  const narrow = {
    mnemonic,
    width: 32,
    doc: `${doc} Compares the low 32 bits.`,
    specification: spec.narrowJumps,
  } as const;
  return [
    { ...wide, name: `${operation}.imm` as const, shape: 'branch-imm', opcodes: always(code | 0x05) },
    { ...wide, name: `${operation}.reg` as const, shape: 'branch-reg', opcodes: always(code | 0x0d) },
    { ...narrow, name: `${mnemonic}.imm` as const, shape: 'branch-imm', opcodes: onlyInV3(code | 0x06) },
    { ...narrow, name: `${mnemonic}.reg` as const, shape: 'branch-reg', opcodes: onlyInV3(code | 0x0e) },
  ] as const;
}

function access<const Suffix extends string>(
  suffix: Suffix,
  width: 8 | 16 | 32 | 64,
  opcodes: { load: Opcodes; storeImmediate: Opcodes; storeRegister: Opcodes },
) {
  const load = `ldx${suffix}` as const;
  const store = `st${suffix}` as const;
  const storeRegister = `stx${suffix}` as const;
  return [
    {
      name: load,
      mnemonic: load,
      shape: 'load',
      opcodes: opcodes.load,
      width,
      doc: `Loads ${width} bits, zero-extended.`,
      specification: spec.movedMemory,
    },
    {
      name: store,
      mnemonic: store,
      shape: 'store-imm',
      opcodes: opcodes.storeImmediate,
      width,
      doc: `Stores the low ${width} bits of the sign-extended immediate.`,
      specification: spec.movedMemory,
    },
    {
      name: storeRegister,
      mnemonic: storeRegister,
      shape: 'store-reg',
      opcodes: opcodes.storeRegister,
      width,
      doc: `Stores the low ${width} bits of src.`,
      specification: spec.movedMemory,
    },
  ] as const;
}

const changedSigns = { specification: spec.arithmetic };
const division = { rule: 'nonzero', specification: spec.arithmetic } as const;
const shift = { rule: 'shift' } as const;

const table = [
  ...both('add', 32, 0x04, always, 'dst += operand.', changedSigns),
  ...both('add', 64, 0x07, always, 'dst += operand, wrapping.', { specification: spec.movedStack }),
  ...both('sub', 32, 0x14, always, 'dst -= operand; v2 with an immediate: dst = imm - dst.', changedSigns),
  ...both(
    'sub',
    64,
    0x17,
    always,
    'dst -= operand, wrapping; v2 with an immediate: dst = imm - dst.',
    changedSigns,
  ),
  ...both('mul', 32, 0x24, notInV2, 'dst *= operand.', changedSigns),
  ...both('mul', 64, 0x27, notInV2, 'dst *= operand, wrapping.', changedSigns),
  ...both('div', 32, 0x34, notInV2, 'dst /= operand, unsigned.', division),
  ...both('div', 64, 0x37, notInV2, 'dst /= operand, unsigned.', division),
  ...both('or', 32, 0x44, always, 'dst |= operand.'),
  ...both('or', 64, 0x47, always, 'dst |= operand.'),
  ...both('and', 32, 0x54, always, 'dst &= operand.'),
  ...both('and', 64, 0x57, always, 'dst &= operand.'),
  ...both('lsh', 32, 0x64, always, 'dst <<= operand modulo 32.', shift),
  ...both('lsh', 64, 0x67, always, 'dst <<= operand modulo 64.', shift),
  ...both('rsh', 32, 0x74, always, 'dst >>= operand modulo 32, filling with zeros.', shift),
  ...both('rsh', 64, 0x77, always, 'dst >>= operand modulo 64, filling with zeros.', shift),
  ...both('mod', 32, 0x94, notInV2, 'dst %= operand, unsigned.', division),
  ...both('mod', 64, 0x97, notInV2, 'dst %= operand, unsigned.', division),
  ...both('xor', 32, 0xa4, always, 'dst ^= operand.'),
  ...both('xor', 64, 0xa7, always, 'dst ^= operand.'),
  ...both(
    'mov',
    32,
    0xb4,
    always,
    'dst = low half of the operand, zero-extended; v2 sign-extends a register.',
    changedSigns,
  ),
  ...both('mov', 64, 0xb7, always, 'dst = operand; an immediate is sign-extended.'),
  ...both('arsh', 32, 0xc4, always, 'dst >>= operand modulo 32, filling with the sign.', shift),
  ...both('arsh', 64, 0xc7, always, 'dst >>= operand modulo 64, filling with the sign.', shift),
  {
    name: 'neg32',
    mnemonic: 'neg32',
    shape: 'dst',
    opcodes: notInV2(0x84),
    width: 32,
    doc: 'dst = -dst.',
    specification: spec.arithmetic,
  },
  {
    name: 'neg64',
    mnemonic: 'neg64',
    shape: 'dst',
    opcodes: notInV2(0x87),
    width: 64,
    doc: 'dst = -dst.',
    specification: spec.arithmetic,
  },
  {
    name: 'le',
    mnemonic: 'le',
    shape: 'endian',
    opcodes: notInV2(0xd4),
    width: 64,
    doc: 'Keeps the low 16, 32 or 64 bits.',
    specification: spec.movedMemory,
  },
  {
    name: 'be',
    mnemonic: 'be',
    shape: 'endian',
    opcodes: always(0xdc),
    width: 64,
    doc: 'Keeps the low 16, 32 or 64 bits with their bytes reversed.',
    specification: base,
  },
  {
    name: 'hor64',
    mnemonic: 'hor64',
    shape: 'dst-imm',
    opcodes: onlyInV2(0xf7),
    width: 64,
    doc: 'dst |= imm << 32.',
    specification: spec.movedMemory,
  },
  {
    name: 'lddw',
    mnemonic: 'lddw',
    shape: 'lddw',
    opcodes: notInV2(0x18),
    width: 64,
    doc: 'dst = a 64-bit constant; takes two slots and one unit.',
    specification: spec.movedMemory,
  },
  // Product, quotient, remainder (SIMD-0174).
  ...both('lmul', 32, 0x86, onlyInV2, 'dst *= operand, zero-extended.', changedSigns),
  ...both('lmul', 64, 0x96, onlyInV2, 'dst *= operand, wrapping.', changedSigns),
  ...both(
    'uhmul',
    64,
    0x36,
    onlyInV2,
    'dst = high half of the unsigned 128-bit product; imm zero-extended.',
    changedSigns,
  ),
  ...both('shmul', 64, 0xb6, onlyInV2, 'dst = high half of the signed 128-bit product.', changedSigns),
  ...both('udiv', 32, 0x46, onlyInV2, 'dst /= operand, unsigned.', division),
  ...both('udiv', 64, 0x56, onlyInV2, 'dst /= operand, unsigned; imm zero-extended.', division),
  ...both('urem', 32, 0x66, onlyInV2, 'dst %= operand, unsigned.', division),
  ...both('urem', 64, 0x76, onlyInV2, 'dst %= operand, unsigned; imm zero-extended.', division),
  ...both('sdiv', 32, 0xc6, onlyInV2, 'dst /= operand, signed, toward zero.', division),
  ...both('sdiv', 64, 0xd6, onlyInV2, 'dst /= operand, signed, toward zero.', division),
  ...both('srem', 32, 0xe6, onlyInV2, 'dst %= operand, signed; the sign of the dividend.', division),
  ...both('srem', 64, 0xf6, onlyInV2, 'dst %= operand, signed; the sign of the dividend.', division),
  // v2 moved the memory instructions to classes 4 and 7 (SIMD-0173).
  ...access('b', 8, {
    load: movedInV2(0x71, 0x2c),
    storeImmediate: movedInV2(0x72, 0x27),
    storeRegister: movedInV2(0x73, 0x2f),
  }),
  ...access('h', 16, {
    load: movedInV2(0x69, 0x3c),
    storeImmediate: movedInV2(0x6a, 0x37),
    storeRegister: movedInV2(0x6b, 0x3f),
  }),
  ...access('w', 32, {
    load: movedInV2(0x61, 0x8c),
    storeImmediate: movedInV2(0x62, 0x87),
    storeRegister: movedInV2(0x63, 0x8f),
  }),
  ...access('dw', 64, {
    load: movedInV2(0x79, 0x9c),
    storeImmediate: movedInV2(0x7a, 0x97),
    storeRegister: movedInV2(0x7b, 0x9f),
  }),
  {
    name: 'ja',
    mnemonic: 'ja',
    shape: 'jump',
    opcodes: always(0x05),
    width: 64,
    doc: 'Jumps.',
    specification: base,
  },
  ...branch('jeq', 0x10, 'Jumps if dst = operand.'),
  ...branch('jgt', 0x20, 'Jumps if dst > operand, unsigned.'),
  ...branch('jge', 0x30, 'Jumps if dst >= operand, unsigned.'),
  ...branch('jset', 0x40, 'Jumps if dst & operand is not zero.'),
  ...branch('jne', 0x50, 'Jumps if dst is not the operand.'),
  ...branch('jsgt', 0x60, 'Jumps if dst > operand, signed.'),
  ...branch('jsge', 0x70, 'Jumps if dst >= operand, signed.'),
  ...branch('jlt', 0xa0, 'Jumps if dst < operand, unsigned.'),
  ...branch('jle', 0xb0, 'Jumps if dst <= operand, unsigned.'),
  ...branch('jslt', 0xc0, 'Jumps if dst < operand, signed.'),
  ...branch('jsle', 0xd0, 'Jumps if dst <= operand, signed.'),
  {
    name: 'call',
    mnemonic: 'call',
    shape: 'call',
    opcodes: always(0x85),
    width: 64,
    doc: 'Calls by key: a syscall, else a function. v3: src 0 a syscall by hash, src 1 a function at pc + 1 + imm.',
    specification: spec.staticCalls,
  },
  {
    name: 'callx',
    mnemonic: 'callx',
    shape: 'callx',
    opcodes: always(0x8d),
    width: 64,
    doc: 'Calls the function whose address a register holds: named by imm in v0 and v1, src in v2, dst in v3.',
    specification: `${spec.movedMemory}, SIMD-0377`,
  },
  {
    name: 'exit',
    mnemonic: 'exit',
    shape: 'exit',
    opcodes: always(0x95),
    width: 64,
    doc: 'Returns to the caller; from the entry function ends the program with r0.',
    specification: base,
  },
] as const satisfies readonly OpcodeRow[];

export type OpcodeName = (typeof table)[number]['name'];

/** A row whose name is one the table knows. */
export interface NamedOpcodeRow extends OpcodeRow {
  readonly name: OpcodeName;
}

export const opcodeRows: readonly NamedOpcodeRow[] = table;

const rowsByName = new Map<OpcodeName, NamedOpcodeRow>(opcodeRows.map((row) => [row.name, row]));

const rowsByOpcode = ([0, 1, 2, 3] as const).map((version) => {
  const rows = new Array<NamedOpcodeRow | undefined>(256).fill(undefined);
  for (const row of opcodeRows) {
    const opcode = row.opcodes[version];
    if (opcode !== undefined) rows[opcode] = row;
  }
  return rows;
});

/** The row `opcode` stands for in `version`, if any. */
export function rowFor(opcode: number, version: Version): NamedOpcodeRow | undefined {
  return rowsByOpcode[version]![opcode];
}

/** The row called `name`. */
export function rowNamed(name: OpcodeName): NamedOpcodeRow {
  return rowsByName.get(name)!;
}

/** The opcode of an instruction `version` is known to have; asking for one it lacks is a mistake of the caller. */
export function opcodeOf(name: OpcodeName, version: Version): number {
  const opcode = rowNamed(name).opcodes[version];
  if (opcode === undefined) throw new RangeError(`sBPF v${version} has no ${name}`);
  return opcode;
}
