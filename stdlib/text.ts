// Strings and public keys as far as they are addresses of bytes.
import { decodeAddress } from '../grammar/base58.js';
import { pubkey as pubkeyType, string, u64 } from '../grammar/signature.js';
import type { FunctionForm } from './form.js';
import { checkArity, fixed } from './shapes.js';

const pubkey: FunctionForm = {
  kind: 'function',
  name: 'pubkey',
  signature: '(pubkey "base58")',
  doc: 'A public key, decoded when the program is compiled.',
  example: '(pubkey "11111111111111111111111111111111") ; => 11111111111111111111111111111111',
  check(form, checker) {
    if (!checkArity(form, pubkey, checker, 1)) return checker.wrong(form.span);
    const text = form.items[1]!;
    if (text.kind !== 'string') {
      checker.diagnostics.report('malformedForm', text.span, {
        form: 'pubkey',
        problem: 'the address must be a string literal',
        signature: pubkey.signature,
      });
      return checker.wrong(form.span);
    }
    const bytes = decodeAddress(text.value);
    if (!bytes) {
      checker.diagnostics.report('invalidAddress', text.span, { text: text.value });
      return checker.wrong(form.span);
    }
    return { kind: 'pubkey', bytes, type: pubkeyType, span: form.span };
  },
  lower: () => [],
};

export const textForms: readonly FunctionForm[] = [
  fixed({
    name: 'string-address',
    parameters: [['string', string]],
    result: u64,
    doc: 'The address of the first byte of a string.',
    example: '(load u8 (string-address "A")) ; => 65',
    lower: ({ operands }) => [operands[0]!.values[0]!],
  }),
  fixed({
    name: 'string-at',
    parameters: [
      ['address', 'word'],
      ['length', u64],
    ],
    result: string,
    doc: 'The bytes at an address as a string; that they are UTF-8 is up to you.',
    example: '(string-at (string-address "hello") 4) ; => "hell"',
    lower: ({ operands }) => operands.map(({ values }) => values[0]!),
  }),
  fixed({
    name: 'pubkey-at',
    parameters: [['address', 'word']],
    result: pubkeyType,
    doc: 'The 32 bytes at an address as a public key.',
    example:
      '(pubkey-at (string-address "................................")) ; => 47GbarRUCifRRAWM4k1GPGW6EJgFyvaihmfBgV4ZNKqX',
    lower: ({ operands }) => [operands[0]!.values[0]!],
  }),
  fixed({
    name: 'pubkey-address',
    parameters: [['key', pubkeyType]],
    result: u64,
    doc: 'The address of the 32 bytes of a public key.',
    example: '(mem-load1 (pubkey-address (pubkey "11111111111111111111111111111112")) 31) ; => 1',
    lower: ({ operands }) => [operands[0]!.values[0]!],
  }),
  pubkey,
];
