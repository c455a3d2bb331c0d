/** Every check of Preflight, in the order in which their failures are told. */
import { askedChecks } from './asked.ts';
import { baseChecks } from './base.ts';
import type { Check } from './check.ts';
import { objectChecks } from './objects.ts';

export const checks: readonly Check[] = [...baseChecks, ...objectChecks, ...askedChecks];
