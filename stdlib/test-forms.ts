// The forms of a test, which `osvm ovsm test` carries out; all else in a test is code.

export interface TestForm {
  readonly name: string;
  readonly signature: string;
  readonly doc: string;
  /** The keywords it knows. */
  readonly keywords: readonly string[];
}

const rows = [
  {
    name: 'assert-equal',
    signature: '(assert-equal value wanted)',
    doc: 'Fails unless both are equal, and shows both.',
    keywords: [],
  },
  {
    name: 'expect',
    signature: '(expect condition)',
    doc: 'Fails unless the condition holds; of a comparison both sides are shown.',
    keywords: [],
  },
  {
    name: 'assert-fails',
    signature: '(assert-fails error code)',
    doc: 'Fails unless the code fails with the error; what it changed before that is undone.',
    keywords: [],
  },
  {
    name: 'account',
    signature: '(account name [:lamports n] [:data value] [:size bytes] [:owner address] [:address address])',
    doc: 'Makes an account.',
    keywords: ['lamports', 'data', 'size', 'owner', 'address'],
  },
  {
    name: 'warp',
    signature: '(warp [slot] [:time seconds])',
    doc: 'Sets the clock.',
    keywords: ['time'],
  },
  {
    name: 'call',
    signature:
      '(call [instruction] [:args (value ...)] [:accounts (account ...)] [:data value] [:max-units n])',
    doc: 'Calls the program of the file, or one of its instructions by name, in a transaction of its own.',
    keywords: ['args', 'accounts', 'data', 'max-units'],
  },
  {
    name: 'expect-error',
    signature: '(expect-error error (call ...))',
    doc: 'Fails unless the call fails with the error.',
    keywords: [],
  },
  {
    name: 'expect-log',
    signature: '(expect-log text)',
    doc: 'Fails unless the last call logged the text.',
    keywords: [],
  },
  {
    name: 'max-units',
    signature: '(max-units n)',
    doc: 'Bounds the units of all calls of the test together, or of its code if it calls nothing.',
    keywords: [],
  },
] as const satisfies readonly TestForm[];

export type TestFormName = (typeof rows)[number]['name'];

export const testForms: readonly TestForm[] = rows;

const byName = new Map(testForms.map((row) => [row.name, row]));

/** The form of a test that is called `name`. */
export function testFormNamed(name: string): TestForm | undefined {
  return byName.get(name);
}
