// The interface of a program as an IDL, from its source.
import { encodeBase58 } from '../../grammar/base58.js';
import { compile } from '../compile.js';
import { anchorIdl } from '../idl/anchor.js';
import type { AnchorIdl } from '../idl/anchor-types.js';
import { refuse } from './failure.js';
import { readImport, readSource } from './files.js';
import { hasErrors, report } from './report.js';
import type { Terminal } from './terminal.js';

/** What an IDL says where the source says no version. */
const firstVersion = '0.1.0';

export interface ReadInterface {
  readonly idl: AnchorIdl;
  /** The files it was read from. */
  readonly inputs: readonly string[];
}

/** Undefined after reporting the mistakes of the source. */
export function readInterface(file: string, command: string, terminal: Terminal): ReadInterface | undefined {
  const { diagnostics, sources, program } = compile(readSource(file, command), { readFile: readImport });
  report(diagnostics, terminal);
  if (!program || hasErrors(diagnostics)) return undefined;
  const declared = program.interface ?? refuse('noInterface', { file });
  const id = declared.id ?? refuse('noProgramId', { program: declared.name });
  const idl = anchorIdl(declared, encodeBase58(id), firstVersion);
  return { idl, inputs: sources.map(({ name }) => name) };
}
