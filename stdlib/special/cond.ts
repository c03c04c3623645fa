// cond and if: the body behind the first condition that holds.
import type { ListSyntax, Syntax } from '../../grammar/syntax.js';
import { mapItems, withItems } from '../../grammar/syntax.js';
import type { Checker, Draft, SpecialForm, Use } from '../form.js';
import { checkArity } from '../shapes.js';
import { choice, type Choice } from './choice.js';
import { expandFrom, malformedDraft } from './shape.js';

/** One branch: a condition, undefined for the else branch, and the forms behind it. */
interface Branch {
  readonly condition: Syntax | undefined;
  readonly forms: readonly Syntax[];
  readonly at: Syntax;
}

/** Checks branches of which only the last may lack a condition. Where nothing is left over there is no value. */
function checkBranches(
  name: string,
  form: ListSyntax,
  branches: readonly Branch[],
  checker: Checker,
  use: Use,
): Draft {
  const tests: (Draft | undefined)[] = [];
  const taken: Branch[] = [];
  for (const branch of branches) {
    const { condition } = branch;
    const test = condition && checker.condition(condition);
    const decided = test?.kind === 'boolean' && test.decided ? test.value : undefined;
    // A branch that types rule out is not looked at: it may not fit those the function is called with.
    if (decided === false) continue;
    // A clause of `cond` behind `true` is the else clause, by another name.
    const isElse = name === 'cond' && condition?.kind === 'literal' && condition.value === true;
    tests.push(decided || isElse ? undefined : test);
    taken.push(branch);
    if (decided) break;
  }
  const branchUse = tests.includes(undefined) ? use : 'effect';
  const checked = taken.map(({ forms, at }, index): Choice => {
    const body = checker.scoped(() => checker.sequence(forms, at.span, branchUse));
    return { test: tests[index], body };
  });
  return choice(name, form, checked, checker, branchUse);
}

const ifForm: SpecialForm = {
  kind: 'special',
  name: 'if',
  signature: '(if condition then [else])',
  doc: 'Evaluates one branch. Where the value is used both must have one type; without an else branch there is no value.',
  example: '(if (> 3 2) "yes" "no") ; => "yes"',
  check(form, checker, use) {
    if (!checkArity(form, ifForm, checker, 2, 3)) return checker.wrong(form.span);
    const [, condition, then, otherwise] = form.items;
    const branches: Branch[] = [{ condition, forms: [then!], at: then! }];
    if (otherwise) branches.push({ condition: undefined, forms: [otherwise], at: otherwise });
    return checkBranches('if', form, branches, checker, use);
  },
};

const elseNames: ReadonlySet<string> = new Set(['else', 'otherwise', 't']);

const cond: SpecialForm = {
  kind: 'special',
  name: 'cond',
  signature: '(cond (condition body ...) ... (else body ...))',
  doc: 'Evaluates the body behind the first condition that holds. Without an else clause there is no value.',
  example: '(define x 15) (cond ((< x 10) "small") ((< x 20) "medium") (else "large")) ; => "medium"',
  check(form, checker, use) {
    const branches: Branch[] = [];
    const clauses = form.items.slice(1);
    if (clauses.length === 0) return malformedDraft(cond, form, form, 'it has no clauses', checker);
    for (const clause of clauses) {
      if (clause.kind !== 'list' || clause.items.length < 2) {
        const problem = 'a clause is a condition and what to evaluate, in parentheses';
        return malformedDraft(cond, form, clause, problem, checker);
      }
      if (branches.length > 0 && branches.at(-1)!.condition === undefined) {
        return malformedDraft(cond, form, clause, 'the else clause must be the last', checker);
      }
      const [test, ...forms] = clause.items;
      const isElse = test!.kind === 'symbol' && elseNames.has(test.name);
      branches.push({ condition: isElse ? undefined : test, forms, at: clause });
    }
    return checkBranches('cond', form, branches, checker, use);
  },
  expandInside(form, expand, body) {
    const expandClause = (clause: Syntax, index: number): Syntax =>
      index === 0 || clause.kind !== 'list' || clause.items.length === 0
        ? clause
        : expandFrom(clause, 1, expand, body);
    return withItems(form, mapItems(form.items, expandClause));
  },
};

export const conditionalForms: readonly SpecialForm[] = [ifForm, cond];
