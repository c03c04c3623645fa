// The code of a TypeScript file without its comments and without the contents of its strings and patterns.

const beforePattern = /(?:[(,=:[!&|?{};+\-*%<>~^]|\b(?:return|typeof|case|in|of|do|else|void))\s*$/;

/** Blanks out comments, string contents and regular expressions; line numbers stay as they are. */
export function codeOf(text: string): string {
  let code = '';
  let at = 0;
  /** For each open template literal, how many braces are open inside its current `${`. */
  const templates: number[] = [];

  const skipTo = (end: number): void => {
    code += text.slice(at, end).replace(/[^\n]/g, ' ');
    at = end;
  };
  const endOf = (pattern: RegExp): number => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    return match ? match.index + match[0].length : text.length;
  };
  /** Skips template text up to its closing backtick or its next `${`. */
  const skipTemplate = (): void => {
    const end = endOf(/(?:\\[^]|\$(?!\{)|[^`\\$])*(?:`|\$\{)/gy);
    if (text.startsWith('${', end - 2)) templates.push(0);
    skipTo(end);
  };

  while (at < text.length) {
    const char = text[at]!;
    const pair = text.slice(at, at + 2);
    if (pair === '//') skipTo(endOf(/[^\n]*/gy));
    else if (pair === '/*') skipTo(endOf(/\/\*[^]*?\*\//gy));
    else if (char === "'") skipTo(endOf(/'(?:\\[^]|[^'\\\n])*'?/gy));
    else if (char === '"') skipTo(endOf(/"(?:\\[^]|[^"\\\n])*"?/gy));
    else if (char === '/' && beforePattern.test(code)) {
      skipTo(endOf(/\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/\w*/gy));
    } else if (char === '`') {
      skipTo(at + 1);
      skipTemplate();
    } else {
      const depth = templates.at(-1);
      if (depth !== undefined && char === '{') templates[templates.length - 1] = depth + 1;
      if (depth !== undefined && char === '}') {
        if (depth === 0) {
          templates.pop();
          skipTo(at + 1);
          skipTemplate();
          continue;
        }
        templates[templates.length - 1] = depth - 1;
      }
      code += char;
      at++;
    }
  }
  return code;
}

/** One import or re-export of another module. */
export interface Import {
  readonly from: string;
  /** Whether it vanishes when types are erased. */
  readonly typeOnly: boolean;
  /** Whether it loads on demand: `import('...')` in an expression. */
  readonly lazy: boolean;
}

/** The modules a file names; positions come from the code, names from the text. */
export function importsOf(text: string): Import[] {
  const code = codeOf(text);
  const found: Import[] = [];
  const named = /^(?:import|export)\b([^;]*?)\bfrom\s+/gm;
  const bare = /^import\s+(?=\s*;)/gm;
  const lazy = /\bimport\(\s*/g;
  const moduleAt = (offset: number): string | undefined =>
    /^\s*['"]([^'"]+)['"]/.exec(text.slice(offset))?.[1];
  for (const [pattern, isLazy] of [
    [named, false],
    [bare, false],
    [lazy, true],
  ] as const) {
    for (const match of code.matchAll(pattern)) {
      const from = moduleAt(match.index + match[0].trimEnd().length);
      if (from === undefined) continue;
      found.push({ from, typeOnly: /^\s+type\b/.test(match[1] ?? ''), lazy: isLazy });
    }
  }
  return found;
}
