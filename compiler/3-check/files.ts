// Imported files: each is checked where the program first meets it, and offers its definitions to those that import it.
import { unit } from '../../grammar/signature.js';
import type { Span } from '../../grammar/source.js';
import { headOf, type Syntax } from '../../grammar/syntax.js';
import type { Draft } from '../../stdlib/form.js';
import { importForm, readExpandedImport, type ImportedFile } from '../../stdlib/special/import.js';
import type { ProgramChecker } from './check.js';
import { FileScope, type Entity } from './scope.js';

export class Files {
  private readonly known = new Map<string, FileScope>();

  constructor(private readonly checker: ProgramChecker) {}

  import(imported: ImportedFile, span: Span): Draft {
    const file = this.open(imported, span);
    this.declare(file, imported, () => true);
    const { body } = file;
    file.body = undefined;
    return { kind: 'sequence', items: body ? [body] : [], type: unit, span };
  }

  /** Types are known in the whole file that imports them, as its own are; all else from the import on. */
  declareTypes(form: Syntax): void {
    const imported =
      form.kind === 'list' && headOf(form) === importForm.name ? readExpandedImport(form) : undefined;
    if (!imported) return;
    this.declare(this.open(imported, form.span), imported, ({ kind }) => kind === 'type');
  }

  /** The file, checked now if it is met for the first time. */
  private open({ path, number, forms }: ImportedFile, span: Span): FileScope {
    const known = this.known.get(path);
    if (known) return known;
    const { checker } = this;
    const { place } = checker;
    const file = new FileScope(place.root);
    this.known.set(path, file);
    file.body = place.inFile(file, () => checker.sequence(forms, span, 'effect'));
    for (const [name, entity] of file.visible()) place.root.declare(`${name}#${number}`, entity);
    return file;
  }

  private declare(
    file: FileScope,
    { prefix, only }: ImportedFile,
    isWanted: (entity: Entity) => boolean,
  ): void {
    const { imported } = this.checker.place.file;
    for (const [name, entity] of file.own.entries())
      if (only?.has(name) !== false && isWanted(entity)) imported.declare(prefix + name, entity);
  }
}
