// Events: data in the log that Anchor's clients find, a discriminator and a struct in Borsh.
import { discriminatorOf } from '../grammar/discriminator.js';
import { bytesOf } from '../grammar/layout.js';
import { unit, type StructType } from '../grammar/signature.js';
import type { Value } from '../grammar/flow.js';
import { isPlain } from './borsh.js';
import type { FlowBuilder } from './builder.js';
import { writeSlices } from './cpi.js';
import type { FunctionForm, SpecialForm } from './form.js';
import { prune } from './inferred.js';
import { copyKnown, storeTyped } from './memory.js';
import { checkArity } from './shapes.js';
import { structNamed } from './structs.js';

const discriminatorSize = 8;

/** Writes an event to the log: `write` puts its data where it is told. */
function logEvent(b: FlowBuilder, type: StructType, write: (place: Value, offset: number) => void): void {
  const size = discriminatorSize + bytesOf(type);
  const place = b.slot(size);
  const tag = new DataView(discriminatorOf('event', type.name).buffer).getBigUint64(0, true);
  b.store(8, place, 0, b.constant(tag));
  write(place, discriminatorSize);
  b.syscall('sol_log_data', writeSlices(b, [[place, b.constant(size)]]), true);
}

/** An event of a struct that is a value, or lies at an address. */
export const logStruct: FunctionForm = {
  kind: 'function',
  name: 'log-struct',
  signature: '(log-struct struct)',
  doc: 'Writes an event to the log.',
  check: (form, checker) => checker.wrong(form.span),
  lower({ builder: b, of, operands: [operand] }) {
    const { type, values } = operand!;
    logEvent(b, of as StructType, (place, offset) => {
      if (type.kind === 'struct') storeTyped(b, type, place, offset, values);
      else copyKnown(b, place, offset, values[0]!, bytesOf(of!));
    });
    return [];
  },
};

export const emitEvent: SpecialForm = {
  kind: 'special',
  name: 'emit-event',
  signature: '(emit-event Name struct)',
  doc: 'Writes an event to the log as Anchor does: eight bytes of sha256("event:Name") and the struct, a value or the address of one, in Borsh. 200 units and one a byte.',
  example: '(define-struct Paid (amount u64)) (emit-event Paid (Paid 7)) 1 ; => 1',
  check(form, checker) {
    if (!checkArity(form, emitEvent, checker, 2)) return checker.wrong(form.span);
    const type = structNamed(form.items[1]!, emitEvent, checker);
    const value = checker.expression(form.items[2]!);
    if (!type) return checker.wrong(form.span);
    if (!isPlain(type)) {
      checker.diagnostics.report('unsupported', form.items[1]!.span, {
        what: 'an event with options or enums',
        hint: 'give the event fields of fixed size',
      });
      return checker.wrong(form.span);
    }
    const kind = prune(value.type).kind;
    const isAddress = kind === 'integer' || kind === 'hole';
    const operand = isAddress ? value : checker.expect(value, type, 'the struct of `emit-event`');
    return {
      kind: 'apply',
      form: logStruct.name,
      arguments: [operand],
      of: type,
      type: unit,
      span: form.span,
    };
  },
  expandInside: (form, expand) => ({
    ...form,
    items: form.items.map((item, index) => (index === 2 ? expand(item) : item)),
  }),
};
