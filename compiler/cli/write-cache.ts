// Writes the code cache, as a step of the build: runs a program so that V8 has compiled what a run needs.
import { writeFileSync } from 'node:fs';
import { cacheFile, openProgram } from './launch.js';

const folder = new URL('./', import.meta.url);
const silent = { result: () => undefined, message: () => undefined, colour: false, resultColour: false };

/** A bit of everything that programs have. */
const sample = `
(define (sum-to n) (let ((sum 0)) (for (i (range 0 n)) (set! sum (+ sum i))) sum))
(define (fact n) (if (<= n 1) 1 (* n (fact (- n 1)))))
(when (and (> (sum-to 4) 3) (not false)) (log "hello"))
(cond ((= (fact 5) 120) (log "120")) (else (fail 1)))
(+ (fact 3) (sum-to 3))`;

const { main, script } = openProgram(folder);
for (const words of [
  ['ovsm', 'eval', sample],
  ['ovsm', 'eval', sample, '--json'],
])
  await main(words, silent);
writeFileSync(new URL(cacheFile, folder), script.createCachedData());
