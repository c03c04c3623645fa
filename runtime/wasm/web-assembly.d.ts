// The part of the JavaScript interface of WebAssembly that this engine uses; Node has it, its types do not.
declare namespace WebAssembly {
  class Memory {
    constructor(descriptor: { readonly initial: number; readonly maximum?: number });
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  }
  class Module {
    constructor(bytes: Uint8Array<ArrayBuffer>);
    readonly #module: unknown;
  }
  class Instance {
    constructor(
      module: Module,
      imports: Readonly<
        Record<string, Readonly<Record<string, Memory | ((...values: number[]) => number | void)>>>
      >,
    );
    readonly exports: Readonly<Record<string, unknown>>;
  }
}
