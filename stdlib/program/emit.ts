// emit: events in the log, as clients of Anchor read them.
import { bytesHex, hexBytes } from '../../grammar/discriminator.js';
import { typeName, unit } from '../../grammar/signature.js';
import { closest } from '../../grammar/suggest.js';
import type { Value } from '../../grammar/flow.js';
import { borshBytes } from '../borsh.js';
import { writeSlices } from '../cpi.js';
import type { FunctionForm, Lowering } from '../form.js';
import { malformedDraft } from '../special/shape.js';
import { constructStruct, symbolAt } from '../special/types.js';
import { programAround } from './definitions.js';
import { apply } from './drafts.js';

/** Writes the discriminator and the fields as one line of data. Agave: SyscallLogData. */
function lowerEmit({ builder: b, operands, text }: Lowering): readonly Value[] {
  const [{ type, values }] = operands as [(typeof operands)[0]];
  const discriminator = hexBytes(text!);
  b.syscall('sol_log_data', writeSlices(b, [borshBytes(b, type, values, discriminator)]), true);
  return [];
}

export const emit: FunctionForm = {
  kind: 'function',
  name: 'emit',
  signature: '(emit Event :field value ...)',
  doc: 'Writes an event that `define-event` defines to the log.',
  check(form, checker) {
    const program = programAround(emit.name, form, checker);
    if (!program) return checker.wrong(form.span);
    const name = symbolAt(form.items[1]);
    if (!name)
      return malformedDraft(emit, form, form.items[1] ?? form, 'the name of the event is missing', checker);
    const names = [...program.events.keys()].map(typeName);
    const known = names.includes(name.name) ? checker.typeOf(name) : undefined;
    const event = known?.kind === 'struct' ? program.events.get(known) : undefined;
    if (known?.kind !== 'struct' || !event) {
      const near = closest(name.name, names);
      const hint = near
        ? `did you mean \`${near}\`?`
        : `define it: \`(define-event ${name.name} (field type) ...)\``;
      checker.diagnostics.report('unknownEvent', name.span, { name: name.name, hint });
      return checker.wrong(form.span);
    }
    const value = constructStruct(known, form.items.slice(2), form, checker);
    const text = bytesHex(event.discriminator);
    return apply(emit.name, [value], unit, form.span, { text });
  },
  lower: lowerEmit,
};
