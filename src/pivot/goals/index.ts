/** The state machine: the goals of a pivot in their order. The first one that does not hold is the phase. */
import type { Phase } from '../../api/phases.ts';
import type { Observation } from '../observation.ts';
import type { Result } from '../result.ts';
import { activating } from './activating.ts';
import { approval } from './approval.ts';
import { committing } from './committing.ts';
import { completing } from './completing.ts';
import { copying } from './copying.ts';
import { handingOver } from './handing-over.ts';
import { preflight } from './preflight.ts';
import { preparing } from './preparing.ts';
import { quiescing } from './quiescing.ts';
import { soaking } from './soaking.ts';
import { verifying } from './verifying.ts';

export type Goal = (observation: Observation) => Result;

export const goals: readonly (readonly [Phase, Goal])[] = [
  ['Preflight', preflight],
  ['AwaitingApproval', approval],
  ['Preparing', preparing],
  ['Quiescing', quiescing],
  ['HandingOver', handingOver],
  ['Copying', copying],
  ['Verifying', verifying],
  ['Committing', committing],
  ['Activating', activating],
  ['Soaking', soaking],
  ['Completed', completing],
];
