// The loop of a session: reads entries and directives from a terminal or a pipe, and shows what comes of them.
import { createInterface, type Interface } from 'node:readline';
import { isatty } from 'node:tty';
import { diagnose, type Diagnostic } from '../../../grammar/diagnostics.js';
import { diagnosticJson } from '../../report/json.js';
import { painter } from '../../report/colours.js';
import { CommandFailure, type ExitCode } from '../failure.js';
import { jsonLine } from '../json.js';
import { hasErrors, report } from '../report.js';
import type { Terminal } from '../terminal.js';
import { directives, type Effect } from './directives.js';
import { readHistory, writeHistory } from './history.js';
import { complete, isComplete, suggestDirective } from './input.js';
import type { Evaluation, Session } from './session.js';

const prompts = { first: '> ', next: '. ' } as const;

/** Shows what comes of entries, as text or as JSON, a line for each. */
class Display {
  #failed = false;

  constructor(
    private readonly terminal: Terminal,
    private readonly json: boolean,
  ) {}

  /** Whether anything failed so far. */
  get failed(): boolean {
    return this.#failed;
  }

  messages(diagnostics: readonly Diagnostic[]): void {
    this.#failed ||= hasErrors(diagnostics);
    if (!this.json) report(diagnostics, this.terminal);
    else if (diagnostics.length > 0)
      this.terminal.result(jsonLine({ status: 'error', diagnostics: diagnostics.map(diagnosticJson) }));
  }

  text(text: string): void {
    this.terminal.result(this.json ? jsonLine({ status: 'ok', text: text.trimEnd() }) : text);
  }

  evaluation({ diagnostics, kept, value, logs, units }: Evaluation): void {
    const failed = hasErrors(diagnostics);
    this.#failed ||= failed;
    if (this.json) {
      const shown = value && { value: value.json, type: value.type };
      const messages = diagnostics.map(diagnosticJson);
      this.terminal.result(
        jsonLine({ status: failed ? 'error' : 'ok', ...shown, units, logs, diagnostics: messages }),
      );
      return;
    }
    const paint = painter(this.terminal.resultColour);
    for (const line of logs) this.terminal.result(`${paint('frame', line)}\n`);
    report(diagnostics, this.terminal);
    if (failed) return;
    const result = value ? `${paint('strong', value.text)} (${value.type}), ` : '';
    const ended = kept ? '' : '; it ends the program and is not kept';
    this.terminal.result(`${result}${units} ${units === 1 ? 'unit' : 'units'}${ended}\n`);
  }
}

function runDirective(line: string, session: Session): Effect {
  const [, word, rest] = /^(\S+)\s*([^]*)$/.exec(line.trim())!;
  const argument = rest!.trim();
  const directive = directives.find(({ name }) => name === word);
  if (directive === undefined) {
    const names = directives.map(({ name }) => name);
    return {
      diagnostics: [
        diagnose('noSuchDirective', undefined, { name: word!, suggestion: suggestDirective(word!, names) }),
      ],
    };
  }
  if ((directive.argument === undefined) !== (argument === '')) {
    const usage = [directive.name, directive.argument].filter((part) => part !== undefined).join(' ');
    return { diagnostics: [diagnose('directiveArgument', undefined, { name: directive.name, usage })] };
  }
  try {
    return directive.run(session, argument);
  } catch (error) {
    // A file that cannot be read or written ends no session.
    if (!(error instanceof CommandFailure)) throw error;
    return { diagnostics: error.diagnostics };
  }
}

/** Takes one complete entry; true at the end of the session. */
function take(text: string, session: Session, display: Display): boolean {
  if (text.trim() === '') return false;
  if (!/^\s*:[a-z]/.test(text)) {
    display.evaluation(session.evaluate(text.replace(/\s+$/, '')));
    return false;
  }
  const { diagnostics = [], text: shown, evaluation, quit } = runDirective(text, session);
  if (diagnostics.length > 0) display.messages(diagnostics);
  if (shown !== undefined) display.text(shown);
  if (evaluation) display.evaluation(evaluation);
  return quit ?? false;
}

function open(session: Session, interactive: boolean): Interface {
  const names = () => [...session.names, ...directives.map(({ name }) => name)];
  return createInterface({
    input: process.stdin,
    ...(interactive && { output: process.stdout }),
    terminal: interactive,
    historySize: 1000,
    removeHistoryDuplicates: true,
    history: interactive ? readHistory() : [],
    completer: (line: string) => complete(line, names()),
  });
}

/**
 * Runs a session until its input ends or `:quit`. From a pipe there are no prompts, and the exit status is 1 if an entry
 * failed.
 */
export async function runRepl(session: Session, json: boolean, terminal: Terminal): Promise<ExitCode> {
  const interactive = !json && isatty(0) && isatty(1);
  const display = new Display(terminal, json);
  const lines = open(session, interactive);
  let entry = '';
  const prompt = () => {
    if (!interactive) return;
    lines.setPrompt(entry === '' ? prompts.first : prompts.next);
    lines.prompt();
  };
  if (interactive) terminal.result('OVSM; `:help` tells more, Ctrl-D ends\n');
  lines.on('history', (history) => {
    if (interactive) writeHistory(history);
  });
  lines.on('SIGINT', () => {
    terminal.result(entry === '' && lines.line === '' ? '\n`:quit` or Ctrl-D ends the session\n' : '\n');
    entry = '';
    lines.write(null, { ctrl: true, name: 'u' });
    prompt();
  });
  prompt();
  for await (const line of lines) {
    entry = entry === '' ? line : `${entry}\n${line}`;
    if (!/^\s*:[a-z]/.test(entry) && !isComplete(entry)) {
      prompt();
      continue;
    }
    const done = entry;
    entry = '';
    if (take(done, session, display)) break;
    prompt();
  }
  lines.close();
  // What the end of the input cut off is told of.
  take(entry, session, display);
  return !interactive && display.failed ? 1 : 0;
}
