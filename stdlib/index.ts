// The standard library: every form of the language, by family and by name.
import { accountForms } from './accounts.js';
import { arithmeticForms } from './arithmetic.js';
import { bitForms } from './bits.js';
import { byteForms, decimalForms, internalByteForms } from './bytes.js';
import { collectionForms } from './collections.js';
import { comparisonForms } from './comparison.js';
import { conversionForms } from './conversion.js';
import { emitEvent, logStruct } from './events.js';
import { failureForms } from './failure.js';
import type { Form } from './form.js';
import { invokeForms } from './invoke.js';
import * as library from './library/index.js';
import { loggingForms } from './logging.js';
import { memoryForms } from './memory.js';
import { numericForms } from './numeric.js';
import { optionForms } from './options.js';
import { cacheForms } from './pda-cache.js';
import { addressForms } from './pda.js';
import { declaredAccountForms } from './program/account-forms.js';
import { readArgument } from './program/arguments.js';
import { callTokenProgram, cpi } from './program/cpi.js';
import { defineAccount, defineError, defineEvent } from './program/definitions.js';
import { defineProgram, entrypoint } from './program/define-program.js';
import { derivedForms } from './program/derive.js';
import { tokenMakers } from './program/make-tokens.js';
import { varyingFieldForms } from './program/varying-fields.js';
import { emit } from './program/emit.js';
import { importIdl } from './program/import-idl.js';
import { instruction } from './program/instruction.js';
import { internalProgramForms } from './program/internal.js';
import { rangeContinues } from './range.js';
import { append, internalSequenceForms, sequenceForms } from './sequences.js';
import { flet } from './local-functions.js';
import { constForm, define } from './special/define.js';
import { deftest } from './special/deftest.js';
import { checked, declare, unchecked } from './special/directives.js';
import { doForm } from './special/do.js';
import { defun, lambda, returnForm } from './special/functions.js';
import { conditionalForms } from './special/cond.js';
import { attemptForms } from './special/attempt.js';
import { importForm } from './special/import.js';
import { letForms } from './special/let.js';
import { logicForms } from './special/logic.js';
import { loopForms } from './special/loops.js';
import { defineForSyntax, defmacro } from './special/macros.js';
import { match } from './special/match.js';
import { placeForms } from './special/places.js';
import { set } from './special/set.js';
import { typeTestForms } from './special/type-tests.js';
import { plainTypeDefinitions, type TypeDefinition } from './special/types.js';
import { copyStruct, structForms, structPlace } from './structs.js';
import { sugarForms } from './sugar.js';
import { syscallForms } from './syscalls.js';
import { signerSeeds } from './seeds.js';
import { systemForms } from './system.js';
import { sysvarForms } from './sysvars.js';
import { textForms } from './text.js';
import { tokenForms } from './token.js';
import { internalValueForms, valueForms } from './values.js';

export interface Family {
  readonly title: string;
  readonly forms: readonly Form[];
}

/** All forms a program can name, in the order of the reference page. */
export const families: readonly Family[] = [
  {
    title: 'Definitions and bindings',
    forms: [define, constForm, defun, lambda, set, ...letForms, flet, returnForm],
  },
  {
    title: 'Types and parts',
    forms: [...plainTypeDefinitions, ...placeForms, ...optionForms, ...typeTestForms],
  },
  {
    title: 'Control',
    forms: [...conditionalForms, match, ...attemptForms, doForm, ...logicForms, ...loopForms],
  },
  { title: 'Sugar', forms: sugarForms },
  { title: 'Macros and files', forms: [defmacro, defineForSyntax, importForm] },
  { title: 'Directives', forms: [declare, unchecked, checked] },
  { title: 'Tests', forms: [deftest] },
  {
    title: 'Arithmetic',
    forms: [
      ...arithmeticForms,
      ...numericForms,
      ...library.numberFunctions,
      ...library.analysisFunctions,
      ...library.angleFunctions,
    ],
  },
  { title: 'Comparison', forms: comparisonForms },
  { title: 'Bits', forms: bitForms },
  { title: 'Conversion', forms: [...conversionForms, ...decimalForms] },
  { title: 'Sequences', forms: [...sequenceForms, append, ...library.sequenceFunctions] },
  { title: 'Functions of elements', forms: library.arrayFunctions },
  { title: 'Searching and sorting', forms: library.searchFunctions },
  { title: 'Statistics', forms: library.statisticFunctions },
  { title: 'Lists, tuples and records', forms: collectionForms },
  { title: 'Strings', forms: [...valueForms, ...library.stringFunctions] },
  { title: 'Bytes and encodings', forms: [...byteForms, ...library.encodingFunctions] },
  { title: 'Text and keys', forms: textForms },
  { title: 'Logging and results', forms: loggingForms },
  { title: 'Failing', forms: failureForms },
  {
    title: 'Programs',
    forms: [defineProgram, instruction, defineAccount, defineError, defineEvent, emit, entrypoint],
  },
  { title: 'Declared accounts', forms: declaredAccountForms },
  { title: 'Accounts and instruction data', forms: accountForms },
  { title: 'Memory', forms: memoryForms },
  { title: 'Structs in memory', forms: [...structForms, emitEvent] },
  { title: 'Program derived addresses', forms: [...addressForms, ...cacheForms] },
  { title: 'Calls of programs', forms: [cpi, importIdl, ...invokeForms] },
  { title: 'System program', forms: systemForms },
  { title: 'Token programs', forms: tokenForms },
  { title: 'Sysvars', forms: sysvarForms },
  { title: 'Syscalls', forms: syscallForms },
];

/** The forms that define types by name. */
export const typeDefinitions: readonly TypeDefinition[] = [
  ...plainTypeDefinitions,
  defineAccount,
  defineEvent,
];

const byName = new Map<string, Form>(
  families.flatMap(({ forms }) =>
    forms.flatMap((form) => [form.name, ...(form.aliases ?? [])].map((name) => [name, form] as const)),
  ),
);

/** The form a program calls by `name`. */
export function formNamed(name: string): Form | undefined {
  return byName.get(name);
}

/** Every name of a form, for suggestions. */
export function formNames(): Iterable<string> {
  return byName.keys();
}

const internal = new Map<string, Form>(
  [
    rangeContinues,
    signerSeeds,
    structPlace,
    copyStruct,
    logStruct,
    readArgument,
    callTokenProgram,
    ...internalSequenceForms,
    ...internalProgramForms,
    ...derivedForms,
    ...tokenMakers,
    ...varyingFieldForms,
    ...internalByteForms,
    ...internalValueForms,
    ...library.libraryHelpers,
  ].map((form) => [form.name, form]),
);

/** A form that only the compiler and functions of the standard library call. */
export function internalFormNamed(name: string): Form | undefined {
  return internal.get(name);
}

const all = new Map([...byName, ...internal]);

/** The row of an `apply` in Core. */
export function functionForm(name: string): Extract<Form, { kind: 'function' }> {
  const form = all.get(name);
  if (form?.kind !== 'function') throw new Error(`no function form ${name}`);
  return form;
}
