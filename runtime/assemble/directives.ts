// Directives: the words that begin with a dot, what they do, and how they are written.

export type SectionName = '.text' | '.rodata';

export type Directive =
  | { readonly kind: 'section'; readonly section: SectionName | undefined; readonly usage: string }
  | { readonly kind: 'data'; readonly bytes: 1 | 2 | 4 | 8; readonly usage: string }
  | { readonly kind: 'text'; readonly ending: boolean; readonly usage: string }
  | {
      readonly kind: 'zero' | 'align' | 'equ' | 'globl' | 'type' | 'extern' | 'arch';
      readonly usage: string;
    };

const data = (name: string, bytes: 1 | 2 | 4 | 8): readonly [string, Directive] => [
  name,
  { kind: 'data', bytes, usage: `${name} 1, 2, 3` },
];
const text = (name: string, ending: boolean): readonly [string, Directive] => [
  name,
  { kind: 'text', ending, usage: `${name} "text"` },
];

/** By name. Sizes are those of the GNU assembler for 64-bit BPF. */
export const directives: ReadonlyMap<string, Directive> = new Map<string, Directive>([
  ['.text', { kind: 'section', section: '.text', usage: '.text` or `.text 0x100000120' }],
  ['.rodata', { kind: 'section', section: '.rodata', usage: '.rodata` or `.rodata 0x100004000' }],
  ['.section', { kind: 'section', section: undefined, usage: '.section .text` or `.section .rodata' }],
  data('.byte', 1),
  data('.2byte', 2),
  data('.short', 2),
  data('.half', 2),
  data('.4byte', 4),
  data('.long', 4),
  data('.int', 4),
  data('.8byte', 8),
  data('.quad', 8),
  text('.ascii', false),
  text('.asciz', true),
  text('.string', true),
  ['.zero', { kind: 'zero', usage: '.zero 16` or `.zero 16, 0xff' }],
  ['.skip', { kind: 'zero', usage: '.skip 16` or `.skip 16, 0xff' }],
  ['.space', { kind: 'zero', usage: '.space 16` or `.space 16, 0xff' }],
  ['.align', { kind: 'align', usage: '.align 8' }],
  ['.balign', { kind: 'align', usage: '.balign 8' }],
  ['.equ', { kind: 'equ', usage: '.equ NAME, 42' }],
  ['.set', { kind: 'equ', usage: '.set NAME, 42' }],
  ['.globl', { kind: 'globl', usage: '.globl entrypoint' }],
  ['.global', { kind: 'globl', usage: '.global entrypoint' }],
  ['.type', { kind: 'type', usage: '.type name, @function' }],
  ['.extern', { kind: 'extern', usage: '.extern sol_log_' }],
  ['.arch', { kind: 'arch', usage: '.arch v3' }],
]);
