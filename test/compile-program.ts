// Ordinary programs of any length for measuring the compiler: functions of ten lines that call one another.
import { randomNumbers } from './random-program.js';

type Random = (limit: number) => number;

/** How far back a function looks for another to call. */
const callReach = 12;

class Program {
  private readonly lines: string[] = [];
  private readonly called = new Set<number>();

  constructor(private readonly random: Random) {}

  /** The name of an earlier function for function `index` to call. */
  private callee(index: number): string {
    const distance = 1 + this.random(Math.min(index, callReach));
    this.called.add(index - distance);
    return `step-${index - distance}`;
  }

  private number(): number {
    return 1 + this.random(999);
  }

  private arithmetic(index: number): string[] {
    const call = index === 0 ? '(+ left right)' : `(${this.callee(index)} rest total)`;
    return [
      `(defun step-${index} (left right)`,
      `  (define total (+ left ${this.number()}))`,
      `  (define rest (% right ${this.number()}))`,
      `  (when (> total (u64 ${this.number()}))`,
      `    (set! total (/ total 3)))`,
      `  (unless (= rest 0)`,
      `    (incf total (* rest ${this.number()})))`,
      `  (define other ${call})`,
      `  (set! rest (bit-and other ${this.number()}))`,
      `  (+ total (min rest other)))`,
    ];
  }

  private loop(index: number): string[] {
    return [
      `(defun step-${index} (first count)`,
      `  (define sum first)`,
      `  (define odd (u64 0))`,
      `  (for (i (range (u64 ${2 + this.random(7)})))`,
      `    (incf sum (+ i ${this.number()}))`,
      `    (when (= (% sum 2) 1)`,
      `      (incf odd (% count ${this.number()}))))`,
      `  (require (< sum ${10_000_000 + this.number()}) ${this.random(9)})`,
      index === 0 ? `  (set! sum (+ sum odd))` : `  (incf sum (${this.callee(index)} odd count))`,
      `  (max sum (wrapping-+ odd 1)))`,
    ];
  }

  private choice(index: number): string[] {
    return [
      `(defun step-${index} (key value)`,
      `  (define kind (% key 4))`,
      `  (define answer`,
      `    (cond ((= kind 0) (+ value ${this.number()}))`,
      `          ((= kind 1) (bit-xor value ${this.number()}))`,
      `          ((and (> value 9) (< value ${this.number()})) key)`,
      index === 0
        ? `          (else (wrapping-- value key))))`
        : `          (else (${this.callee(index)} value kind))))`,
      `  (when (> answer ${1_000_000 + this.number()})`,
      `    (log "step ${index % 50} is large"))`,
      `  answer)`,
    ];
  }

  private account(index: number): string[] {
    return [
      `(defun step-${index} (place bias)`,
      `  (define size (account-data-len 0))`,
      `  (define low (account-read u64 0 ${8 * this.random(4)}))`,
      `  (define balance (account-lamports 0))`,
      `  (define wide (max low bias))`,
      `  (if (< place size)`,
      index === 0
        ? `      (set! wide (+ wide place))`
        : `      (set! wide (${this.callee(index)} place bias))`,
      `      (set! wide (% wide ${this.number()})))`,
      `  (while (> wide ${this.number()}) (set! wide (/ wide 7)))`,
      `  (+ (% balance ${this.number()}) wide))`,
    ];
  }

  function(index: number): void {
    const shapes = [this.arithmetic, this.loop, this.arithmetic, this.choice, this.arithmetic, this.account];
    this.lines.push(...shapes[this.random(shapes.length)]!.call(this, index));
  }

  /** Ten functions at a time are called together, so that the body of the program stays short. */
  finish(functions: number): string {
    let open = Array.from({ length: functions }, (_, index) => index).filter(
      (index) => !this.called.has(index),
    );
    for (let next = functions; open.length > 1;) {
      const groups = Math.ceil(open.length / 9);
      const made: number[] = [];
      for (let group = 0; group < groups; group++) {
        this.lines.push(`(defun step-${next} (most more)`);
        for (const index of open.slice(9 * group, 9 * group + 9))
          this.lines.push(`  (set! most (max most (step-${index} more most)))`);
        this.lines[this.lines.length - 1] += ' most)';
        made.push(next++);
      }
      open = made;
    }
    this.lines.push(`(step-${open[0]} (account-lamports 0) (account-data-len 0))`);
    return `${this.lines.join('\n')}\n`;
  }
}

/** A program of about `lines` lines; the same for the same length. Every function in it is called. */
export function ordinaryProgram(lines: number): string {
  const program = new Program(randomNumbers(lines));
  // One function in ten or so calls those that no other calls.
  const functions = Math.max(1, Math.floor(lines / 10.4));
  for (let index = 0; index < functions; index++) program.function(index);
  return program.finish(functions);
}
