// Module: functions, imports and a table put together as one binary WebAssembly module.
import { Code } from './code.js';

export interface FunctionType {
  readonly parameters: readonly number[];
  readonly results: readonly number[];
}

interface DefinedFunction {
  readonly type: number;
  readonly body: Code;
}

const sectionIds = { type: 1, import: 2, function: 3, table: 4, export: 7, element: 9, code: 10 } as const;
const externalKinds = { function: 0, table: 1, memory: 2 } as const;
const functionForm = 0x60;
const functionReference = 0x70;

/** The namespace of all imports. */
export const importSpace = 'machine';

export class Module {
  readonly #types: FunctionType[] = [];
  readonly #typeIndices = new Map<string, number>();
  readonly #imports: { readonly name: string; readonly type: number }[] = [];
  readonly #functions: (DefinedFunction | undefined)[] = [];
  readonly #exports: { readonly name: string; readonly index: number }[] = [];
  readonly #table: number[] = [];

  typeIndex(parameters: readonly number[], results: readonly number[]): number {
    const key = `${parameters.join()}>${results.join()}`;
    let index = this.#typeIndices.get(key);
    if (index === undefined) {
      index = this.#types.length;
      this.#typeIndices.set(key, index);
      this.#types.push({ parameters, results });
    }
    return index;
  }

  /** Imports come before all functions. */
  importFunction(name: string, parameters: readonly number[], results: readonly number[]): number {
    this.#imports.push({ name, type: this.typeIndex(parameters, results) });
    return this.#imports.length - 1;
  }

  /** The index of a function that `define` will give a body. */
  reserve(): number {
    this.#functions.push(undefined);
    return this.#imports.length + this.#functions.length - 1;
  }

  /** `locals` are the types of those that are no parameters, as runs of one type; `body` is without its end. */
  define(
    index: number,
    type: number,
    locals: readonly { readonly count: number; readonly type: number }[],
    body: Code,
  ): void {
    const used = locals.filter(({ count }) => count > 0);
    const whole = new Code().unsigned(used.length);
    for (const { count, type: local } of used) whole.unsigned(count).byte(local);
    whole.append(body).byte(0x0b);
    this.#functions[index - this.#imports.length] = { type, body: whole };
  }

  export(name: string, index: number): void {
    this.#exports.push({ name, index });
  }

  /** Puts a function into the table; gives its place there. */
  place(index: number): number {
    this.#table.push(index);
    return this.#table.length - 1;
  }

  /** The module; its memory and everything else it lacks is imported. */
  finish(): Uint8Array<ArrayBuffer> {
    const bytes = new Code();
    for (const byte of [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]) bytes.byte(byte);
    const section = (id: number, count: number, content: Code): void => {
      const counted = new Code().unsigned(count).append(content);
      bytes.byte(id).unsigned(counted.length).append(counted);
    };
    section(sectionIds.type, this.#types.length, this.#typeSection());
    section(sectionIds.import, this.#imports.length + 1, this.#importSection());
    const functions = this.#functions.filter((one) => one !== undefined);
    const declared = new Code();
    for (const { type } of functions) declared.unsigned(type);
    section(sectionIds.function, functions.length, declared);
    const size = this.#table.length;
    section(sectionIds.table, 1, new Code().byte(functionReference).byte(0).unsigned(size));
    const exported = new Code();
    for (const { name, index } of this.#exports)
      exported.text(name).byte(externalKinds.function).unsigned(index);
    section(sectionIds.export, this.#exports.length, exported);
    const elements = new Code().unsigned(0).i32(0).byte(0x0b).unsigned(size);
    for (const index of this.#table) elements.unsigned(index);
    section(sectionIds.element, 1, elements);
    const code = new Code();
    for (const { body } of functions) code.unsigned(body.length).append(body);
    section(sectionIds.code, functions.length, code);
    return bytes.finish();
  }

  #typeSection(): Code {
    const content = new Code();
    for (const { parameters, results } of this.#types) {
      content.byte(functionForm).unsigned(parameters.length);
      for (const type of parameters) content.byte(type);
      content.unsigned(results.length);
      for (const type of results) content.byte(type);
    }
    return content;
  }

  #importSection(): Code {
    const content = new Code()
      .text(importSpace)
      .text('memory')
      .byte(externalKinds.memory)
      .byte(0)
      .unsigned(1);
    for (const { name, type } of this.#imports)
      content.text(importSpace).text(name).byte(externalKinds.function).unsigned(type);
    return content;
  }
}
