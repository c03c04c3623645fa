// Colours of messages: a role per kind of text, as ANSI escapes or as nothing.

export type Role = 'error' | 'warning' | 'frame' | 'note' | 'hint' | 'strong';

const codes: Readonly<Record<Role, string>> = {
  error: '1;31',
  warning: '1;33',
  frame: '34',
  note: '36',
  hint: '32',
  strong: '1',
};

export type Paint = (role: Role, text: string) => string;

export const painter = (colour: boolean): Paint =>
  colour ? (role, text) => (text ? `\u001B[${codes[role]}m${text}\u001B[0m` : '') : (_role, text) => text;
