// Paths of imported files, as text: what they mean on a disk is not known here.

/** The path without `.`, `..` after a folder, and empty parts. */
export function normalPath(path: string): string {
  const root = path.startsWith('/') ? '/' : '';
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..' || (root === '' && (parts.length === 0 || parts.at(-1) === '..'))) parts.push(part);
    else parts.pop();
  }
  const normal = root + parts.join('/');
  // To the command line a lone `-` is standard input.
  return normal === '-' ? './-' : normal || '.';
}

/** The path of `file` as the file at `importing` names it. What has no path, like `<stdin>`, is in the current folder. */
export function pathBeside(importing: string, file: string): string {
  return normalPath(file.startsWith('/') ? file : importing.slice(0, importing.lastIndexOf('/') + 1) + file);
}
