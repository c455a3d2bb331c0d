/** All scenarios of the alerts. */
import type { Scenario } from '../scenario.ts';
import { endings } from './endings.ts';
import { endpointScenarios } from './endpoint.ts';
import { operatorScenarios } from './operator.ts';
import { progressScenarios } from './progress.ts';
import { waits } from './waits.ts';

export const scenarios: readonly Scenario[] = [
  ...endings,
  ...progressScenarios,
  ...endpointScenarios,
  ...waits,
  ...operatorScenarios,
];
