// Calls of any program: from an instruction in memory, or from data and a list of accounts.
import { isSelfContained } from '../grammar/layout.js';
import { bool, u64, u8, unit } from '../grammar/signature.js';
import type { Value } from '../grammar/flow.js';
import type { ListSyntax, Syntax } from '../grammar/syntax.js';
import { accountEntries, programKey, writeData } from './calls.js';
import { instructionTable, invoke, invokeRaw, type CpiAccount } from './cpi.js';
import { only, type Checker, type Draft, type FunctionForm, type Lowering, type Operand } from './form.js';
import { prune, settle, unify } from './inferred.js';
import { checkSigners, signersOf } from './seeds.js';
import { checkArity, checkInteger, checkKey, checkProgram, checkWord, fixed, operandsOf } from './shapes.js';

interface Row {
  readonly name: string;
  readonly signature: string;
}

/** A right: `true`, `false`, 1, 0, or a condition. */
function checkRight(checker: Checker, operand: Syntax): Draft {
  const isNumber = operand.kind === 'integer' && (operand.value === 0n || operand.value === 1n);
  if (!isNumber) return checker.condition(operand);
  return { kind: 'boolean', value: operand.value === 1n, type: bool, span: operand.span };
}

/** The operand `[[index writable signer] ...]`, three drafts for each account; undefined after reporting. */
function checkAccounts(checker: Checker, operand: Syntax, row: Row): Draft[] | undefined {
  const lists = operand.kind === 'array' ? operand.items : [operand];
  const drafts: Draft[] = [];
  for (const item of lists) {
    const [index, writable, signer, ...more] = item.kind === 'array' && item !== operand ? item.items : [];
    if (!index || !writable || !signer || more.length > 0) {
      checker.diagnostics.report('malformedForm', item.span, {
        form: row.name,
        problem: 'the accounts are written `[[index writable signer] ...]`',
        signature: row.signature,
      });
      return undefined;
    }
    drafts.push(
      checkInteger(checker, index, `an account of \`${row.name}\``),
      checkRight(checker, writable),
      checkRight(checker, signer),
    );
  }
  return drafts;
}

const rightOf = ({ source, values }: Operand): boolean | Value =>
  source.kind === 'boolean' ? source.value : values[0]!;

/** The accounts that operands from `first` to `end` name, three for each. */
function accountsOf(call: Lowering, first: number, end: number): readonly CpiAccount[] {
  const positions = Array.from({ length: (end - first) / 3 }, (_, index) => first + 3 * index);
  const entries = accountEntries(call, positions);
  return positions.map((position, index) => ({
    entry: entries[index]!,
    writable: rightOf(call.operands[position + 1]!),
    signer: rightOf(call.operands[position + 2]!),
  }));
}

function cpiInvoke(signed: boolean): FunctionForm {
  const name = signed ? 'cpi-invoke-signed' : 'cpi-invoke';
  const signers = signed ? ' [[seed ...] ...]' : '';
  const form: FunctionForm = {
    kind: 'function',
    name,
    signature: `(${name} program data length [[index writable signer] ...]${signers})`,
    doc: signed
      ? 'Like `cpi-invoke`, signed by the program derived addresses of the seeds as well.'
      : 'Calls a program, named by the index of its account or its key, with `length` bytes of data at an address, and the accounts with the rights the list gives them: `true` or 1, `false` or 0, or a condition. What the program fails with ends the transaction.',
    example: signed
      ? '(define data (stack-bytes 12)) (store u32 data 0 2) (store u64 data 4 9) (cpi-invoke-signed 3 data 12 [[4 1 1] [1 1 0]] [["vault" (u8 251)]]) (account-lamports 1) ; => 1000009'
      : '(define data (stack-bytes 12)) (store u32 data 0 2) (store u64 data 4 9) (cpi-invoke 3 data 12 [[0 1 1] [1 1 0]]) (account-lamports 1) ; => 1000009',
    fixture: 'system.json',
    check(list, checker) {
      if (!checkArity(list, form, checker, signed ? 5 : 3, signed ? 5 : 4)) return checker.wrong(list.span);
      const [program, data, length, accounts, seeds] = operandsOf(list);
      const drafts = [
        checkProgram(checker, program!, `the program of \`${name}\``),
        checkWord(checker, data!, `the data of \`${name}\``),
        checkInteger(checker, length!, `the length of \`${name}\``),
      ];
      const rest = accounts ? checkAccounts(checker, accounts, form) : [];
      const last = seeds ? checkSigners(checker, seeds, form) : [];
      if (!rest || !last) return checker.wrong(list.span);
      return apply(name, [...drafts, ...rest, ...last], list);
    },
    lower(call) {
      const signers = signersOf(call.operands);
      const accounts = accountsOf(call, 3, call.operands.length - signers.length);
      const program = programKey(call.builder, call.operands[0]!);
      invoke(call.builder, { program, accounts, data: [only(call, 1), only(call, 2)], signers });
      return [];
    },
  };
  return form;
}

function apply(form: string, drafts: readonly Draft[], { span }: ListSyntax): Draft {
  return { kind: 'apply', form, arguments: drafts, type: unit, span };
}

const cpiCall: FunctionForm = {
  kind: 'function',
  name: 'cpi-call',
  signature: '(cpi-call program discriminator value ...)',
  doc: 'Calls a program that takes no accounts, named by the index of its account or its key. The data is the discriminator, a byte unless it has another type, and the values behind it in the bytes of their types.',
  example: '(cpi-call 3 (u32 12)) ; => error: An account required by the instruction is missing',
  fixture: 'system.json',
  check(list, checker) {
    if (!checkArity(list, cpiCall, checker, 2, Infinity)) return checker.wrong(list.span);
    const [program, discriminator, ...values] = operandsOf(list);
    const callee = checkProgram(checker, program!, 'the program of `cpi-call`');
    const data = [discriminator!, ...values].map((value, index) => {
      const draft = checker.expression(value);
      const type = prune(draft.type);
      if (type.kind === 'hole') unify(type, index === 0 ? u8 : u64);
      else if (type.kind !== 'never' && !isSelfContained(settle(type))) {
        return checker.expect(draft, u64, 'a value of `cpi-call`');
      }
      return draft;
    });
    return apply('cpi-call', [callee, ...data], list);
  },
  lower({ builder: b, operands: [program, ...values] }) {
    invoke(b, { program: programKey(b, program!), accounts: [], data: writeData(b, values) });
    return [];
  },
};

const buildInstruction: FunctionForm = {
  kind: 'function',
  name: 'build-instruction',
  signature: '(build-instruction program data length [[index writable signer] ...])',
  doc: 'The address of an instruction in the frame, for `invoke`: the program is a pubkey or the address of 32 bytes; without a list it names no accounts.',
  example:
    '(invoke (build-instruction (pubkey "11111111111111111111111111111111") "" 0) 0 0) ; => error: invalid instruction data',
  fixture: 'system.json',
  check(list, checker) {
    if (!checkArity(list, buildInstruction, checker, 3, 4)) return checker.wrong(list.span);
    const [program, data, length, accounts] = operandsOf(list);
    const drafts = [
      checkKey(checker, program!, 'the program of `build-instruction`'),
      checkWord(checker, data!, 'the data of `build-instruction`'),
      checkInteger(checker, length!, 'the length of `build-instruction`'),
    ];
    const rest = accounts ? checkAccounts(checker, accounts, buildInstruction) : [];
    if (!rest) return checker.wrong(list.span);
    return { ...apply('build-instruction', [...drafts, ...rest], list), type: u64 };
  },
  lower(call) {
    const accounts = accountsOf(call, 3, call.operands.length);
    const [program, data, length] = [0, 1, 2].map((index) => only(call, index));
    return [instructionTable(call.builder, { program: program!, accounts, data: [data!, length!] })];
  },
};

const rawOperands = [
  ['instruction', 'word'],
  ['infos', 'word'],
  ['count', 'integer'],
] as const;

export const invokeForms: readonly FunctionForm[] = [
  cpiInvoke(false),
  cpiInvoke(true),
  cpiCall,
  buildInstruction,
  fixed({
    name: 'invoke',
    parameters: rawOperands,
    result: unit,
    doc: 'Calls the program of an instruction in memory (SolInstruction) with `count` accounts in memory (SolAccountInfo). What it fails with ends the transaction.',
    example:
      '(invoke (build-instruction (pubkey "11111111111111111111111111111111") "" 0) 0 0) ; => error: invalid instruction data',
    fixture: 'system.json',
    lower(call) {
      const b = call.builder;
      invokeRaw(b, [...[0, 1, 2].map((index) => only(call, index)), b.constant(0), b.constant(0)]);
      return [];
    },
  }),
  fixed({
    name: 'invoke-signed',
    parameters: [...rawOperands, ['seeds', 'word'], ['signers', 'integer']],
    result: unit,
    doc: 'Like `invoke`, with the seeds of `signers` addresses in memory: for each the address and number of its seeds, which are addresses and lengths.',
    example:
      '(invoke-signed (build-instruction (pubkey "11111111111111111111111111111111") "" 0) 0 0 0 0) ; => error: invalid instruction data',
    fixture: 'system.json',
    lower(call) {
      invokeRaw(
        call.builder,
        [0, 1, 2, 3, 4].map((index) => only(call, index)),
      );
      return [];
    },
  }),
];
