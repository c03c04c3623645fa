// Text of the source as a message repeats it.

/** The text, or its beginning if it is too long to be read in a message. */
export const shorten = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}...` : text);
