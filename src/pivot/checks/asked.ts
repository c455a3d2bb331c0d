/** What both API servers say when they are asked: would everything be admitted, allowed, served and answered? */
import type { Check } from './check.ts';

export const askedChecks: readonly Check[] = [];
