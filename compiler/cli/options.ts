// The options that commands share, each with the schema that checks and converts its value.
import * as z from 'zod/mini';
import type { Version } from '../../grammar/sbpf.js';
import { engineNames } from '../../runtime/engine-names.js';
import type { OptionRow } from './command.js';

const flag = z.literal(true);
const file = z.string().check(z.minLength(1, 'a file name is not empty'));

function oneOf<const Names extends readonly [string, ...string[]]>(
  names: Names,
): z.ZodMiniEnum<{ [Name in Names[number]]: Name }> {
  return z.enum(names, `it is one of ${names.join(', ')}`);
}

function decimal(limit: number): z.ZodMiniType<number> {
  return z.pipe(
    z.string().check(z.regex(/^[0-9][0-9_]*$/, 'it is a whole number written in decimal digits')),
    z.pipe(
      z.transform((digits: string) => Number(digits.replaceAll('_', ''))),
      z.number().check(z.maximum(limit, `the largest is ${limit}`)),
    ),
  );
}

const threadCount = z.pipe(decimal(64), z.number().check(z.minimum(1, 'it takes one thread at least')));

const bytes = z.pipe(
  z.string().check(
    z.regex(/^(0x)?[0-9a-fA-F]*$/, 'it is written in hexadecimal digits'),
    z.refine(
      (digits: string) => digits.length % 2 === 0,
      'two hexadecimal digits make a byte, and one is missing',
    ),
  ),
  z.transform((digits: string) => new Uint8Array(Buffer.from(digits.replace(/^0x/, ''), 'hex'))),
);

function option<Value>(flags: string, doc: string, value: z.ZodMiniType<Value>): OptionRow<Value> {
  return { flags, doc, value };
}

export const json = option('--json', 'print one JSON object instead of text', flag);
export const arch = option(
  '--arch <version>',
  'sBPF version of the ELF: v3 (default) or v0',
  oneOf(['v3', 'v0']),
);
export const assemblyArch = option(
  '--arch <version>',
  'sBPF version of the ELF: v3, v2, v1 or v0 (default: the `.arch` of the file, else v3)',
  z.pipe(
    oneOf(['v3', 'v2', 'v1', 'v0']),
    z.transform((name: 'v3' | 'v2' | 'v1' | 'v0') => Number(name.slice(1)) as Version),
  ),
);
export const symbols = option('--symbols', 'keep section headers and function names in the ELF', flag);
export const target = option(
  '--target <machines>',
  'the machines the program is for: solana (default), or ovsm, those with extensions',
  oneOf(['solana', 'ovsm']),
);
export const result = option(
  '--result <kind>',
  'what the last value of a script becomes: value (return data, default) or exit-code',
  oneOf(['value', 'exit-code']),
);
export const level = option(
  '-O, --optimize <level>',
  'optimization: 0 none, 1 within functions, 2 full (default), 3 with longer copies, s for size',
  z.pipe(
    oneOf(['0', '1', '2', '3', 's']),
    z.transform((name: '0' | '1' | '2' | '3' | 's') =>
      name === 's' ? name : (Number(name) as 0 | 1 | 2 | 3),
    ),
  ),
);
export const emit = option(
  '--emit <stage>',
  'print a stage of the way instead of writing an ELF: syntax, expanded, core, flow or asm',
  oneOf(['syntax', 'expanded', 'core', 'flow', 'asm']),
);
export const output = option('-o, --output <file>', 'the ELF file to write (default: FILE with .so)', file);
export const idlFormat = option(
  '--format <name>',
  'what the interface is written as: anchor (an IDL of Anchor 0.1.0, default) or codama (a root node)',
  oneOf(['anchor', 'codama']),
);
export const idlFile = option('-o, --output <file>', 'the file to write (default: standard output)', file);
export const clientFolder = option(
  '-o, --output <folder>',
  'the folder to write the client to (default: client)',
  file,
);
export const fixture = option(
  '--fixture <file>',
  'JSON with the accounts, instruction data and clock of the run, or with a transaction',
  file,
);
export const data = option('--data <hex>', 'instruction data, in place of that of the fixture', bytes);
export const budget = option(
  '--budget <units>',
  'compute units the run may use (default 200000; of a transaction what it asks for)',
  decimal(Number.MAX_SAFE_INTEGER),
);
export const trace = option(
  '--trace [file]',
  'write every executed instruction with its registers, to standard error or a file',
  z.union([flag, file]),
);

export const check = option('--check', 'write nothing; fail if a file is not formatted', flag);
export const width = option(
  '--width <columns>',
  'the columns a line may take where that can be had (default 100)',
  decimal(1_000),
);

export const filter = option(
  '--filter <text>',
  'run only the tests whose names contain the text',
  z.string(),
);
export const watch = option('--watch', 'run the tests again whenever a file changes', flag);
export const engine = option(
  '--engine <name>',
  'what runs programs: auto (default), interpreter, or wasm, their translation to WebAssembly',
  oneOf(engineNames),
);
export const engineCache = option(
  '--engine-cache <folder>',
  'keep translations of programs there, for later runs',
  file,
);
export const repeat = option(
  '--repeat <times>',
  'run so many times, and fail where one run is not as the others',
  decimal(1_000_000_000),
);
export const threads = option('--threads <count>', 'threads that share the runs (default 1)', threadCount);

export const diff = option('--diff <file>', 'an earlier profile to compare with', file);

/** The options of the commands that run something. */
export const running = {
  fixture,
  data,
  budget,
  arch,
  result,
  level,
  json,
  trace,
  engine,
  engineCache,
  repeat,
  threads,
} as const;
