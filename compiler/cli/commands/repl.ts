// osvm ovsm repl: a session in which definitions stay and each entry shows its value and units.
import { command } from '../command.js';
import { CommandFailure, refuse } from '../failure.js';
import { readSource } from '../files.js';
import * as options from '../options.js';
import { surroundingsIn } from '../run/surroundings.js';

export const replCommand = command({
  name: 'repl',
  summary: 'evaluate code as it is typed; definitions stay',
  operand: {
    name: 'FILE',
    noun: 'a source file',
    doc: 'OVSM source whose definitions the session begins with',
    variadic: false,
    optional: true,
  },
  options: {
    fixture: options.fixture,
    arch: options.arch,
    level: options.level,
    json: options.json,
  },
  examples: [
    { line: 'osvm ovsm repl', doc: 'reads from the terminal; `:help` lists what else it can do' },
    {
      line: "echo '(define x 6) (* x 7)' | osvm ovsm repl",
      doc: 'evaluates what a pipe gives, without prompts',
    },
  ],
  async run([file], { json = false, fixture: fixtureFile, ...settings }, terminal) {
    const surroundings = await surroundingsIn(fixtureFile === undefined ? {} : { fixture: fixtureFile });
    if ('transaction' in surroundings)
      refuse('optionWithoutMeaning', { option: '--fixture', reason: 'a session runs no transactions' });
    const { Session } = await import('../repl/session.js');
    const session = new Session(surroundings.fixture, settings);
    if (file !== undefined) {
      const { name, text } = readSource(file, 'repl');
      const { diagnostics, kept } = session.evaluate(text, name);
      if (!kept) throw new CommandFailure(diagnostics, 1);
    }
    const { runRepl } = await import('../repl/run-repl.js');
    return runRepl(session, json, terminal);
  },
});
