// Data: bytes as directives that give the same bytes; what reads as text is written as text.

/** Shorter runs of printable characters are more likely numbers. */
const shortestText = 4;
const longestText = 64;
const shortestZeros = 16;
const bytesPerLine = 16;

const isZero = (byte: number | undefined): boolean => byte === 0;
const isPrintable = (byte: number | undefined): boolean =>
  byte !== undefined && ((byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x09);

/** How many bytes from `start` on satisfy `test`. */
function runLength(bytes: Uint8Array, start: number, test: (byte: number | undefined) => boolean): number {
  let end = start;
  while (end < bytes.length && test(bytes[end])) end++;
  return end - start;
}

/** One directive a line. */
export function writeData(bytes: Uint8Array): string {
  const lines: string[] = [];
  let plain = 0;
  let at = 0;
  const settle = (): void => {
    for (; plain < at; plain += bytesPerLine)
      lines.push(bytesLine(bytes.subarray(plain, Math.min(at, plain + bytesPerLine))));
    plain = at;
  };
  while (at < bytes.length) {
    const zeros = runLength(bytes, at, isZero);
    const text = zeros > 0 ? 0 : runLength(bytes, at, isPrintable);
    if (zeros >= shortestZeros || text >= shortestText) {
      settle();
      if (zeros > 0) lines.push(`    .zero ${zeros}\n`);
      else writeText(bytes.subarray(at, at + text), lines);
      at += zeros + text;
      plain = at;
    } else at += Math.max(zeros, text, 1);
  }
  settle();
  return lines.join('');
}

function bytesLine(bytes: Uint8Array): string {
  return `    .byte ${[...bytes].map((byte) => `0x${byte.toString(16).padStart(2, '0')}`).join(', ')}\n`;
}

const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '"': '\\"', '\\': '\\\\' };

function writeText(bytes: Uint8Array, lines: string[]): void {
  for (let start = 0; start < bytes.length; start += longestText) {
    const text = String.fromCharCode(...bytes.subarray(start, start + longestText));
    lines.push(`    .ascii "${text.replace(/[\n\t"\\]/g, (character) => escapes[character]!)}"\n`);
  }
}
