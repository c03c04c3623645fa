// The command line to a command, its operands and its checked options; commander splits, the rows decide.
import { Command as Commander, CommanderError, Option } from 'commander';
import * as z from 'zod/mini';
import { closest } from '../../grammar/suggest.js';
import { operandUsage, usageOf, type Command, type OptionRow } from './command.js';
import { refuse, type ExitCode } from './failure.js';
import type { Terminal } from './terminal.js';

/** Written into the bundle by the build. */
declare const OSVM_VERSION: string;

interface Switch {
  readonly name: string;
  readonly row: OptionRow;
  readonly option: Option;
}

const helpFlags = ['-h', '--help'];

/** What the first pair of quotes in one of commander's messages holds. */
function quoted(message: string): string {
  return /'([^']*)'/.exec(message)?.[1] ?? message;
}

function suggestion(name: string, known: readonly string[], otherwise: string): string {
  const near = closest(name, known);
  return near === undefined ? otherwise : `did you mean \`${near}\`?`;
}

/** Turns commander's refusal into a row; help and version are no refusals. */
function explain(error: CommanderError, switches: readonly Switch[]): never {
  const flags = switches
    .flatMap(({ option }) => [option.short, option.long])
    .filter((flag) => flag !== undefined);
  if (error.code === 'commander.unknownOption') {
    const option = quoted(error.message);
    const name = option.split('=')[0]!;
    refuse('unknownOption', {
      option,
      suggestion: suggestion(name, [...flags, ...helpFlags], '`--help` lists the options'),
    });
  }
  if (error.code === 'commander.optionMissingArgument') {
    refuse('missingOptionValue', { option: quoted(error.message) });
  }
  throw error;
}

function checkOperands(
  command: Command,
  operands: readonly string[],
  options: Readonly<Record<string, unknown>>,
): void {
  const { operand } = command;
  const usage = usageOf(command);
  // `--trace prog.ovsm` reads the program's name as the name of the trace.
  const { trace } = options;
  const swallowed = typeof trace === 'string' && /\.(?:ovsm|so)$/.test(trace);
  const replaced = operand.unlessGiven !== undefined && options[operand.unlessGiven] !== undefined;
  const needless = operand.optional === true || replaced;
  if (operands.length === 0 && (swallowed || !needless)) {
    refuse('missingOperand', {
      command: command.name,
      operand: operand.noun,
      usage: swallowed ? `${usage} --trace` : usage,
    });
  }
  if (operands.length > 1 && !operand.variadic) refuse('excessOperand', { operand: operands[1]!, usage });
}

function checkOptions(
  switches: readonly Switch[],
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const { name, row, option } of switches) {
    const text = given[option.attributeName()];
    if (text === undefined) continue;
    const parsed = z.safeParse(row.value, text);
    if (!parsed.success) {
      const problem = parsed.error.issues[0]?.message ?? 'it is not understood';
      refuse('badOptionValue', { option: option.long ?? option.flags, value: String(text), problem });
    }
    values[name] = parsed.data;
  }
  return values;
}

function describe(command: Command): string {
  const { operand, examples } = command;
  const shown = examples.map(({ line, doc }) => `  ${line}\n      ${doc}`).join('\n');
  return `\nArgument:\n  ${operand.name.padEnd(20)} ${operand.doc}\n\nExamples:\n${shown}\n`;
}

function addCommand(
  parent: Commander,
  command: Command,
  terminal: Terminal,
  finish: (code: ExitCode) => void,
): void {
  const switches = Object.entries(command.options).map(([name, row]) => ({
    name,
    row,
    option: new Option(row.flags, row.doc),
  }));
  const child = parent
    .command(command.name)
    .summary(command.summary)
    .description(command.summary)
    .usage(`${operandUsage(command.operand)} [options]`)
    .argument('[operands...]')
    .helpOption(helpFlags.join(', '), 'show this help')
    .addHelpText('after', describe(command))
    .configureHelp({ visibleArguments: () => [] })
    .exitOverride((error) => explain(error, switches));
  for (const { option } of switches) child.addOption(option);
  child.action(async (operands: string[], given: Record<string, unknown>) => {
    const values = checkOptions(switches, given);
    checkOperands(command, operands, values);
    finish(await command.run(operands, values, terminal));
  });
}

/** Runs the command that `words` (the command line without node and script) name. */
export async function runCommandLine(
  words: readonly string[],
  commands: readonly Command[],
  terminal: Terminal,
): Promise<ExitCode> {
  let exitCode: ExitCode = 0;
  const names = commands.map((command) => command.name);
  const missing = (program: Commander): void => {
    const name = program.args.find((word) => !word.startsWith('-'));
    const [option] = program.args;
    if (name === undefined) {
      if (option !== undefined) refuse('unknownOption', { option, suggestion: '`--help` lists the options' });
      terminal.message(program.helpInformation());
      exitCode = 2;
      return;
    }
    const known = program.commands.map((child) => child.name());
    refuse('unknownCommand', {
      name,
      suggestion: names.includes(name)
        ? `write \`osvm ovsm ${name}\``
        : suggestion(name, known, '`--help` lists the commands'),
    });
  };
  const output = { writeOut: terminal.result, writeErr: () => undefined };
  const program = new Commander('osvm')
    .description('The OVSM Lisp toolchain for Solana')
    .version(OSVM_VERSION, '-V, --version', 'show the version')
    .helpOption(helpFlags.join(', '), 'show this help')
    .helpCommand(false)
    .configureOutput(output)
    .exitOverride((error) => explain(error, []))
    .allowExcessArguments()
    .allowUnknownOption()
    .action(() => missing(program));
  const group: Commander = program
    .command('ovsm')
    .description('compile, run and inspect OVSM programs')
    .usage('COMMAND [options]')
    .helpCommand(false)
    .configureHelp({ subcommandTerm: (child) => `${child.name()} ${child.usage()}` })
    .allowExcessArguments()
    .allowUnknownOption()
    .action(() => missing(group));
  for (const command of commands) addCommand(group, command, terminal, (code) => (exitCode = code));
  try {
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError) || error.exitCode !== 0) throw error;
  }
  return exitCode;
}
