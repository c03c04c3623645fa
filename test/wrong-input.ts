// Command lines that must be refused: what is wrong, the exit status and the code of the message.

export interface WrongInput {
  readonly words: readonly string[];
  /** Exit status: 1 for a program that fails, 2 for wrong usage. */
  readonly status: 1 | 2;
  /** Codes, any of which may be the message's; their beginning is enough. */
  readonly code: string;
  /** Text the message or its hint holds. */
  readonly says?: string;
  readonly input?: string;
}

const usage = (code: string, words: readonly string[], says?: string): WrongInput => ({
  words: ['ovsm', ...words],
  status: 2,
  code,
  ...(says !== undefined && { says }),
});
const program = (code: string, words: readonly string[], says?: string): WrongInput => ({
  ...usage(code, words, says),
  status: 1,
});
const source = (code: string, text: string, says?: string): WrongInput => ({
  ...program(code, ['run', '-'], says),
  input: text,
});

const run = (...words: string[]): string[] => ['run', 'good.ovsm', ...words];
const fixture = (name: string): string[] => run('--fixture', `fixtures/${name}.json`);

/** Fixture files by name; each is wrong in the way its name says. */
export const wrongFixtures: Readonly<Record<string, string>> = {
  'not-json': '{"accounts": [',
  'an-array': '[]',
  'accounts-is-text': '{"accounts": "none"}',
  'unknown-key': '{"acounts": []}',
  'unknown-account-key': '{"accounts": [{"pubkey": "11111111111111111111111111111111", "lamport": 1}]}',
  'missing-key': '{"accounts": [{"pubkey": "11111111111111111111111111111111"}]}',
  'bad-address': JSON.stringify({ accounts: [account({ pubkey: 'O0Il' })] }),
  'bad-owner': JSON.stringify({ accounts: [account({ owner: 'abc' })] }),
  'negative-lamports': JSON.stringify({ accounts: [account({ lamports: -1 })] }),
  'fractional-lamports': JSON.stringify({ accounts: [account({ lamports: 1.5 })] }),
  'too-many-lamports': JSON.stringify({ accounts: [account({ lamports: '18446744073709551616' })] }),
  'bad-hex': JSON.stringify({ accounts: [account({ data: 'xyz' })] }),
  'odd-hex': JSON.stringify({ accounts: [account({ data: 'abc' })] }),
  'bad-base64': JSON.stringify({ accounts: [account({ data: { base64: '***' } })] }),
  'bad-base58': JSON.stringify({ accounts: [account({ data: { base58: '0OIl' } })] }),
  'two-forms': JSON.stringify({ accounts: [account({ data: { base64: '', utf8: '' } })] }),
  'signer-is-text': JSON.stringify({ accounts: [account({ signer: 'yes' })] }),
  'bad-program': JSON.stringify({ programId: 7, accounts: [] }),
  'bad-budget': JSON.stringify({ accounts: [], budget: 'lots' }),
  'bad-data': JSON.stringify({ accounts: [], data: 'zz' }),
  'bad-slot': JSON.stringify({ accounts: [], slot: -5 }),
};

function account(parts: object): object {
  const system = '11111111111111111111111111111111';
  return {
    pubkey: 'SysvarC1ock11111111111111111111111111111111',
    lamports: 1,
    owner: system,
    data: '',
    ...parts,
  };
}

/** Every case is run in a folder that holds the files `test/cli.test.ts` writes. */
export const wrongInputs: readonly WrongInput[] = [
  { words: [], status: 2, code: '', says: 'Usage: osvm' },
  { words: ['ovsm'], status: 2, code: '', says: 'Usage: osvm ovsm' },
  { words: ['run', 'good.ovsm'], status: 2, code: 'E0801', says: 'osvm ovsm run' },
  { words: ['--jsno'], status: 2, code: 'E0802' },
  usage('E0801', ['compil', 'good.ovsm'], 'did you mean `compile`?'),
  usage('E0801', ['compil', 'good.ovsm', '--json'], 'did you mean `compile`?'),
  usage('E0801', ['xyzzy']),
  usage('E0802', ['--frob']),
  usage('E0802', run('--jsno'), 'did you mean `--json`?'),
  usage('E0802', run('--fixtur=x'), 'did you mean `--fixture`?'),
  usage('E0802', ['check', 'good.ovsm', '-z']),
  usage('E0803', ['run'], 'osvm ovsm run FILE'),
  usage('E0803', ['check', '--json']),
  usage('E0803', ['eval']),
  usage('E0803', ['run', '--trace', 'good.ovsm'], '--trace'),
  usage('E0804', ['run', 'good.ovsm', 'good.ovsm']),
  usage('E0804', ['eval', '(+', '1', '2)'], 'quote'),
  usage('E0805', run('--data')),
  usage('E0805', run('--fixture')),
  usage('E0806', run('--data', 'zz'), 'hexadecimal'),
  usage('E0806', run('--data', 'abc'), 'two hexadecimal digits'),
  usage('E0806', run('--budget', 'lots'), 'whole number'),
  usage('E0806', run('--budget', '1.5')),
  usage('E0806', run('--budget=-1')),
  usage('E0806', run('--budget', '99999999999999999999')),
  usage('E0806', run('--fixture', '')),
  usage('E0806', run('--arch', 'v9'), 'v3, v0'),
  usage('E0806', ['compile', 'good.ovsm', '--emit', 'wasm'], 'syntax, expanded, core, flow, asm'),
  usage('E0806', ['compile', 'good.ovsm', '-O', '7']),
  usage('E0806', ['compile', 'good.ovsm', '--result', 'both']),
  usage('E0806', ['compile', 'good.ovsm', '-o', '']),
  usage('E0807', ['run', 'good.so', '--arch', 'v0']),
  usage('E0807', ['run', 'good.so', '--result', 'exit-code']),
  usage('E0808', ['run', 'missing.ovsm'], 'standard input'),
  usage('E0808', ['run', 'god.ovsm'], 'did you mean `good.ovsm`?'),
  usage('E0808', ['check', 'good.ovsm/inner.ovsm']),
  usage('E0808', run('--fixture', 'missing.json')),
  usage('E0809', ['run', 'folder']),
  usage('E0809', ['compile', 'good.ovsm', '-o', 'folder']),
  usage('E0810', ['run', '/proc/self/mem']),
  usage('E0811', ['compile', 'good.ovsm', '-o', 'nowhere/out.so']),
  usage('E0811', run('--trace=nowhere/trace.txt')),
  usage('E0812', ['check', 'huge.ovsm']),
  usage('E0812', ['run', '/dev/zero']),
  usage('E0813', ['check', 'latin.ovsm'], 'offset 5'),
  usage('E0813', run('--fixture', 'latin.ovsm')),
  usage('E0814', ['check', 'good.so']),
  usage('E0814', ['compile', 'good.so']),
  usage('E0815', ['disasm', 'good.ovsm']),
  usage('E0817', ['compile', 'good.ovsm', '-o', './good.ovsm']),
  usage('E0817', run('--trace=good.ovsm')),
  usage('E0818', ['compile', '-']),
  ...Object.keys(wrongFixtures).map((name) => usage('E08', fixture(name))),
  usage('E08', fixture('bad-address'), 'accounts'),
  program('E07', ['run', 'garbage.so']),
  program('E07', ['run', 'cut.so']),
  program('E07', ['disasm', 'cut.so']),
  program('', run('--budget', '1'), 'exceeded CUs meter'),
  source('E01', '(log "open'),
  source('E01', '(+ 1 2'),
  source('E01', ')'),
  source('E0', '(lenght 1)'),
  source('E0', '(+ 1 "a")'),
  source('E0', `${'('.repeat(100_000)}`),
  source('', '(fail 7)', 'fail'),
  source('', '(/ 1 (- 5 5))', '<stdin>:1:1'),
];
