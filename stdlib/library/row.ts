// Rows of functions that are written in OVSM.
import type { LibraryForm } from '../form.js';

/** A row whose name is that of its definition. */
export function written(row: Omit<LibraryForm, 'kind' | 'name'>): LibraryForm {
  const name = /^\(defun (\S+)/.exec(row.source)![1]!;
  return { kind: 'library', name, ...row };
}

/** A function for other functions of the library; what it does is said by its comment. */
export function helper(source: string): LibraryForm {
  return written({ source, signature: '', doc: '' });
}

/** The definition of a function of an array and a function, which are taken in either order. */
export function either(name: string, body: string): string {
  return `(defun ${name} (items function)
  (typecase items
    (function (${name} function items))
    (else ${body})))`;
}
