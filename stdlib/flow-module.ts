// The Flow of a whole program as it is built: its functions, constants and globals, and routines that functions share.
import type { FlowFunction, FlowProgram, Value } from '../grammar/flow.js';
import { heapStart } from '../grammar/memory.js';
import type { Span } from '../grammar/source.js';
import type { SyscallSignature } from '../grammar/syscall.js';
import { FlowBuilder, type FunctionShape } from './builder.js';

/** The program under construction: functions, constants, routines shared by several functions. */
export class FlowModule {
  readonly functions: FlowFunction[] = [];
  readonly rodata: Uint8Array[] = [];
  globalBytes = 0;
  /** The address asked for by `instructionDataGlobal`, if it was. */
  instructionData: bigint | undefined;
  /** The address asked for by `heapTopGlobal`, if it was. */
  heapTop: bigint | undefined;
  constructor(
    readonly syscalls: ReadonlyMap<string, SyscallSignature>,
    /** The names of the forms that the program uses anywhere. */
    readonly forms: ReadonlySet<string> = new Set(),
    /** The codes that failed checks give, by the code they would have given. */
    private readonly errorCodes: ReadonlyMap<bigint, bigint> = new Map(),
  ) {}

  private readonly shared = new Map<string, bigint>();
  private readonly rodataIndex = new Map<string, number>();
  private readonly routines = new Map<string, number>();

  /** The r0 of a failed check that gives `code` unless the program declares another. */
  errorCode(code: bigint): bigint {
    return this.errorCodes.size === 0 ? code : (this.errorCodes.get(code) ?? code);
  }

  /** The index of constant bytes; equal bytes share one. */
  constantBytes(bytes: Uint8Array): number {
    const key = bytes.join();
    const known = this.rodataIndex.get(key);
    if (known !== undefined) return known;
    this.rodataIndex.set(key, this.rodata.length);
    return this.rodata.push(bytes) - 1;
  }

  /** Reserves `size` bytes (a multiple of 8) of the heap for a global and gives their address. */
  global(size: number): bigint {
    const address = heapStart + BigInt(this.globalBytes);
    this.globalBytes += size;
    return address;
  }

  /** The address of the eight global bytes called `name`. */
  sharedGlobal(name: string): bigint {
    const known = this.shared.get(name);
    if (known !== undefined) return known;
    const address = this.global(8);
    this.shared.set(name, address);
    return address;
  }

  /** Where the entry point leaves the address of the instruction data for other functions. */
  instructionDataGlobal(): bigint {
    this.instructionData ??= this.global(8);
    return this.instructionData;
  }

  /** Where the address of the first free byte of the heap is kept; the entry point sets it. */
  heapTopGlobal(): bigint {
    this.heapTop ??= this.global(8);
    return this.heapTop;
  }

  /** Reserves a place for a function that is built later. */
  reserve(): number {
    return this.functions.push(undefined as never) - 1;
  }

  /** The function called `name`, built by `build` when first asked for. It may fail like any other. */
  routine(
    name: string,
    parameters: number,
    results: number,
    span: Span,
    build: (builder: FlowBuilder, parameters: readonly Value[]) => void,
    notes: Pick<FunctionShape, 'allocates'> = {},
  ): { readonly callee: number; readonly results: number } {
    const known = this.routines.get(name);
    if (known !== undefined) return { callee: known, results };
    const callee = this.reserve();
    this.routines.set(name, callee);
    const builder = new FlowBuilder(this, { name, span, results, entry: false, ...notes });
    const values = Array.from({ length: parameters }, () => builder.value());
    build(builder, values);
    this.functions[callee] = builder.finish(values);
    return { callee, results };
  }

  finish(): FlowProgram {
    return { functions: this.functions, rodata: this.rodata, globalBytes: this.globalBytes };
  }
}
