// Where the checker stands: the file, the scope, and the function and loop around what is being checked.
import type { Type } from '../../grammar/signature.js';
import type { Span } from '../../grammar/source.js';
import type { UnitsLimit } from '../../grammar/units-limit.js';
import type { Draft } from '../../stdlib/form.js';
import type { Inferred } from '../../stdlib/inferred.js';
import { FileScope, Scope, type FunctionEntity } from './scope.js';

/** What `return` gives. */
export interface Returned {
  /** The type it must have; undefined where the values decide. */
  readonly declared: Type | undefined;
  /** What is given before the end, by each `return`. */
  readonly early: EarlyValue[];
}

/** A value returned before the end, until it is known what type it has in common with the others. */
export interface EarlyValue {
  readonly kind: 'sequence';
  items: readonly Draft[];
  type: Inferred;
  readonly span: Span;
}

/** The function that is being checked. */
export interface Frame {
  /** Index of the function in Core. */
  readonly owner: number;
  readonly name: string;
  /** The function as written; undefined in the program's body. */
  readonly entity: FunctionEntity | undefined;
  /** What `return` must agree with; undefined where it has nothing to leave. */
  readonly result: Returned | undefined;
  loop: number | undefined;
  /** The bound on its units. */
  limit?: UnitsLimit | undefined;
  /** Names that a `let` binds around the place, which does not see them. */
  unseen?: string[];
}

export class Place {
  unchecked = false;
  /** Around all files: what code that macros of other files wrote calls their names. */
  readonly root = new Scope();
  readonly main = new FileScope(this.root);
  private present = this.main;
  private innermost = this.main.own;
  private around: Frame = {
    owner: 0,
    name: 'the program',
    entity: undefined,
    result: undefined,
    loop: undefined,
  };
  private loopCount = 0;

  get file(): FileScope {
    return this.present;
  }

  get scope(): Scope {
    return this.innermost;
  }

  get frame(): Frame {
    return this.around;
  }

  get library(): boolean {
    return this.around.entity?.library ?? false;
  }

  inFile<T>(file: FileScope, work: () => T): T {
    const before = this.present;
    this.present = file;
    try {
      return this.inScope(file.own, work);
    } finally {
      this.present = before;
    }
  }

  scoped<T>(work: () => T): T {
    return this.inScope(new Scope(this.innermost), work);
  }

  inScope<T>(scope: Scope, work: () => T): T {
    const before = this.innermost;
    this.innermost = scope;
    try {
      return work();
    } finally {
      this.innermost = before;
    }
  }

  inFrame<T>(frame: Frame, work: () => T): T {
    const before = this.around;
    this.around = frame;
    try {
      return work();
    } finally {
      this.around = before;
    }
  }

  inLoop<T>(work: (loop: number) => T): T {
    const { frame } = this;
    const before = frame.loop;
    frame.loop = this.loopCount++;
    try {
      return work(frame.loop);
    } finally {
      frame.loop = before;
    }
  }

  whileUnchecked<T>(unchecked: boolean, work: () => T): T {
    const before = this.unchecked;
    this.unchecked = unchecked;
    try {
      return work();
    } finally {
      this.unchecked = before;
    }
  }
}
