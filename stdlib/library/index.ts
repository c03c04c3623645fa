// The functions of the standard library that are written in OVSM.
import type { LibraryForm } from '../form.js';
import { analysisHelpers } from './analysis.js';
import { angleHelpers } from './angles.js';
import { arrayHelpers } from './arrays.js';
import { encodingHelpers } from './encoding.js';
import { numberHelpers } from './numbers.js';
import { searchHelpers } from './search.js';
import { sequenceHelpers } from './sequences.js';
import { stringHelpers } from './strings.js';
import { textHelpers } from './text.js';

export { analysisFunctions } from './analysis.js';
export { angleFunctions } from './angles.js';
export { arrayFunctions } from './arrays.js';
export { encodingFunctions } from './encoding.js';
export { numberFunctions } from './numbers.js';
export { searchFunctions } from './search.js';
export { sequenceFunctions } from './sequences.js';
export { statisticFunctions } from './statistics.js';
export { stringFunctions } from './strings.js';

/** Functions that only other functions of the library call. */
export const libraryHelpers: readonly LibraryForm[] = [
  ...sequenceHelpers,
  ...arrayHelpers,
  ...searchHelpers,
  ...stringHelpers,
  ...textHelpers,
  ...encodingHelpers,
  ...numberHelpers,
  ...analysisHelpers,
  ...angleHelpers,
];
