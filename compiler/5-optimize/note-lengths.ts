// The function that notes how long the data of each account is before the program changes anything.
import type { FlowFunction } from '../../grammar/flow.js';
import { input, inputStart } from '../../grammar/memory.js';
import type { Span } from '../../grammar/source.js';
import { FlowBuilder } from '../../stdlib/builder.js';
import { FlowModule } from '../../stdlib/flow-module.js';

const { marker, dataLength, data, originalDataLength } = input.account;
const overhead = data + input.growth + input.rentEpochSize;

/** `note-lengths()`: walks over all accounts and writes the length of each behind its flags. */
export function noteLengths(span: Span): FlowFunction {
  const b = new FlowBuilder(new FlowModule(new Map()), {
    name: 'note-lengths',
    span,
    results: 0,
    entry: false,
  });
  const [header, body, whenUnique, whenRepeated, next, after] = Array.from({ length: 6 }, () => b.block());
  const [position, rest] = [b.cell(), b.cell()];
  b.write(position, b.constant(inputStart + BigInt(input.firstAccount)));
  b.write(rest, b.load(8, b.constant(inputStart), 0, true));
  b.jump(header!);
  b.enter(header!);
  b.branch('eq', b.read(rest), b.constant(0), after!, body!);
  b.enterSealed(body!);
  b.write(rest, b.binaryWith('sub', b.read(rest), 1));
  const here = b.read(position);
  b.branch('eq', b.load(1, here, marker, true), b.constant(input.unique), whenUnique!, whenRepeated!);
  b.enterSealed(whenUnique!);
  const length = b.load(8, here, dataLength);
  b.store(4, here, originalDataLength, length);
  const padded = b.binaryWith(
    'and',
    b.binaryWith('add', length, input.alignment - 1),
    -BigInt(input.alignment),
  );
  b.write(position, b.binaryWith('add', b.binary('add', here, padded), overhead));
  b.jump(next!);
  b.enterSealed(whenRepeated!);
  b.write(position, b.binaryWith('add', here, input.duplicateSize));
  b.jump(next!);
  b.enterSealed(next!);
  b.jump(header!);
  b.seal(header!);
  b.enterSealed(after!);
  b.return([]);
  return b.finish([]);
}
