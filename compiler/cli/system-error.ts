// Errors of the operating system, as Node throws them.

/** The code, such as ENOENT; empty for any other kind of error. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** The operating system's words, without the code and the system call. */
export function problemOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message.replace(/^[A-Z]+: /, '').replace(/, \w+( '.*')?$/s, '');
}
