/** Are the objects that move whole: owned, referenced and claimed as they have to be, with nothing under way? */
import type { Check } from './check.ts';

export const objectChecks: readonly Check[] = [];
