// The parser: how tokens nest into forms. What the forms become is the business of the builder it is given.
import { EmbeddedActionsParser, type IOrAlt, type IToken } from 'chevrotain';
import type { QuotedSyntax } from './syntax.js';
import { Atom, Close, Comma, DatumComment, Mark, Open, Quasiquote, Quote, Splice, tokens } from './tokens.js';

/** What a reader makes of the grammar. */
export interface FormBuilder<Form> {
  atom(token: IToken): Form;
  bracketed(open: IToken, forms: readonly Form[], close: IToken): Form;
  quoted(mark: IToken, mode: QuotedSyntax['mode'], form: Form): Form;
  /** A mark after which no form stands. */
  dangling(mark: IToken): void;
  /** `,@` with no quasiquote around it. */
  unquotable(mark: IToken): void;
}

/**
 * Accepts every sequence of tokens whose brackets nest: what is wrong beyond that is for the builder to say, so one
 * broken form never hides the next.
 *
 *     program   := item*
 *     item      := Atom | bracketed | marked
 *     bracketed := Open item* Close
 *     marked    := Mark item*          as many as it takes to have its form: comments and separators are none
 *
 * `item` is no rule of its own, so that an atom costs no call and a level of nesting little stack.
 */
export class FormParser<Form> extends EmbeddedActionsParser {
  #builder: FormBuilder<Form> | undefined;
  /** How many quasiquotes minus unquotes are around the present place. */
  #quasiquotes = 0;

  /** The token after which a form was missed last. */
  #dangling: IToken | undefined;

  constructor(checked = false) {
    super([...tokens], { maxLookahead: 1, skipValidations: !checked, recoveryEnabled: false });
    this.performSelfAnalysis();
  }

  /** The forms of a token sequence. Takes stack in proportion to the depth of the nesting. */
  parse(input: IToken[], builder: FormBuilder<Form>): Form[] {
    this.#builder = builder;
    this.#quasiquotes = 0;
    this.#dangling = undefined;
    this.#pending = [];
    this.input = input;
    const forms = this.program();
    const failure = this.errors[0];
    // The parser lives on; the tokens need not.
    this.input = [];
    if (failure) throw new Error(`the brackets given to the parser do not nest: ${failure.message}`);
    return forms;
  }

  /** The forms of all sequences that are open, as far as they were read, those of the innermost last. */
  #pending: Form[] = [];

  /** What an item may be; made once, as every item of a program passes here. */
  readonly #items: IOrAlt<unknown>[] = [
    {
      ALT: () => {
        const token = this.CONSUME(Atom);
        this.ACTION(() => this.#pending.push(this.#builder!.atom(token)));
      },
    },
    { ALT: () => this.#add(this.SUBRULE(this.bracketed)) },
    { ALT: () => this.#add(this.SUBRULE(this.marked)) },
  ];

  readonly #item = (): unknown => this.OR(this.#items);

  #add(form: Form | undefined): void {
    if (form !== undefined) this.#pending.push(form);
  }

  private readonly program = this.RULE('program', (): Form[] => {
    this.MANY(this.#item);
    return this.#pending;
  });

  private readonly bracketed = this.RULE('bracketed', (): Form => {
    const open = this.CONSUME(Open);
    const start = this.#pending.length;
    this.MANY(this.#item);
    const close = this.CONSUME(Close);
    return this.ACTION(() => this.#builder!.bracketed(open, this.#pending.splice(start), close));
  });

  private readonly marked = this.RULE('marked', (): Form | undefined => {
    const mark = this.CONSUME(Mark);
    const quasiquotes = this.#quasiquotes;
    const kind = mark.tokenType;
    const separates = kind === Comma && quasiquotes === 0;
    if (kind === Quasiquote) this.#quasiquotes = quasiquotes + 1;
    else if (kind === Comma || kind === Splice) this.#quasiquotes = Math.max(0, quasiquotes - 1);
    const start = this.#pending.length;
    this.MANY({ GATE: () => this.#pending.length === start && !separates, DEF: this.#item });
    this.#quasiquotes = quasiquotes;
    return this.ACTION(() => {
      const [form] = this.#pending.splice(start);
      return separates ? undefined : this.#complete(mark, form);
    });
  });

  #complete(mark: IToken, form: Form | undefined): Form | undefined {
    const builder = this.#builder!;
    if (form === undefined) {
      // Of several marks in a row the last one says enough.
      const last = this.LA(0);
      if (last !== this.#dangling) builder.dangling(mark);
      this.#dangling = last;
      return undefined;
    }
    switch (mark.tokenType) {
      case DatumComment:
        return undefined;
      case Quote:
        return builder.quoted(mark, 'quote', form);
      case Quasiquote:
        return builder.quoted(mark, 'quasiquote', form);
      case Comma:
        return builder.quoted(mark, 'unquote', form);
      default:
        if (this.#quasiquotes > 0) return builder.quoted(mark, 'splice', form);
        builder.unquotable(mark);
        return form;
    }
  }
}
