// Reads the interface of a program: an IDL of Anchor or of Codama.
import type { CalledProgram, Refusal } from '../../grammar/called-program.js';
import { readAnchor } from './anchor.js';
import { readCodama } from './codama.js';
import { Node, Refused } from './node.js';

/** The program that the text of an IDL describes, or why it describes none that can be called. */
export function readIdl(text: string, as: string): CalledProgram | Refusal {
  try {
    const root = new Node(JSON.parse(text), '');
    return root.optional('kind') ? readCodama(root, as) : readAnchor(root, as);
  } catch (error) {
    if (error instanceof SyntaxError)
      return {
        place: '',
        problem: 'it is no JSON',
        hint: 'name a JSON file with an IDL of Anchor or Codama',
      };
    if (error instanceof Refused) return error.refusal;
    throw error;
  }
}
