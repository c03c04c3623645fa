// Mentions of accounts in a call: a name or an address, with its rights.
import { diagnose } from '../../../grammar/diagnostics.js';
import type { AccountMention } from '../../../grammar/fixture.js';
import { closest } from '../../../grammar/suggest.js';
import type { Syntax, SymbolSyntax } from '../../../grammar/syntax.js';
import type { OperandReader } from './operands.js';
import type { World } from './world.js';

type Rights = Pick<AccountMention, 'signer' | 'writable'>;

export function unknownAccount({ name, span }: SymbolSyntax, world: World, reader: OperandReader): undefined {
  const near = closest(name, world.names);
  const suggestion = near === undefined ? `make it with \`(account ${name})\`` : `did you mean \`${near}\`?`;
  reader.diagnostics.push(diagnose('unknownAccount', span, { name, suggestion }));
}

/** `alice` or `(alice :signer :writable)`; a name alone has the `usual` rights. Undefined after a message. */
export function mention(
  form: Syntax,
  world: World,
  reader: OperandReader,
  usual: Rights = { signer: false, writable: false },
): AccountMention | undefined {
  const [who, ...flags] = form.kind === 'list' ? form.items : [form];
  const names = flags.map((flag) => (flag.kind === 'keyword' ? flag.name : ''));
  const odd = names.findIndex((name) => name !== 'signer' && name !== 'writable');
  if (odd >= 0) return reader.wrong(flags[odd]!, 'a right', '`:signer` or `:writable`', 'something else');
  const { signer, writable } =
    form.kind === 'list' ? { signer: names.includes('signer'), writable: names.includes('writable') } : usual;
  if (who === undefined || who.kind !== 'symbol') {
    const address = reader.address(who ?? true, 'an account', form);
    return address === undefined ? undefined : { pubkey: address, signer, writable };
  }
  const pubkey = world.addressNamed(who.name);
  return pubkey === undefined ? unknownAccount(who, world, reader) : { pubkey, signer, writable };
}
