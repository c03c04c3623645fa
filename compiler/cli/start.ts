// The file that `osvm` starts: opens the program and hands it the command line.
import { openProgram } from './launch.js';

const { main } = openProgram(new URL('./', import.meta.url));
process.exitCode = await main(process.argv.slice(2));
