// osvm ovsm test: runs the tests that stand in source files.
import { command } from '../command.js';
import { refuse } from '../failure.js';
import * as options from '../options.js';

export const testCommand = command({
  name: 'test',
  summary: 'run the tests in source files and show the units of each',
  operand: {
    name: 'FILE',
    noun: 'a source file',
    doc: 'OVSM source files with `deftest` forms; - reads standard input',
    variadic: true,
  },
  options: {
    filter: options.filter,
    watch: options.watch,
    arch: options.arch,
    level: options.level,
    json: options.json,
  },
  examples: [
    { line: 'osvm ovsm test examples/tested/main.ovsm', doc: 'runs its tests; exit status 1 if one fails' },
    {
      line: 'osvm ovsm test *.ovsm --filter transfer --watch',
      doc: 'runs some of them again at each change',
    },
  ],
  async run(files, { watch = false, json = false, ...settings }, terminal) {
    if (watch && files.includes('-'))
      refuse('optionWithoutMeaning', { option: '--watch', reason: 'standard input does not change' });
    const { runFiles } = await import('../deftest/run-files.js');
    const { showReport } = await import('../deftest/show-report.js');
    const once = () => {
      const report = runFiles(files, settings);
      showReport(report, json, terminal);
      return report;
    };
    if (!watch) return once().exitCode;
    const { runAtChanges } = await import('../deftest/watch.js');
    return runAtChanges(files, () => {
      const { results } = once();
      if (!json) terminal.result('\n');
      return results.flatMap(({ sources }) => sources);
    });
  },
});
