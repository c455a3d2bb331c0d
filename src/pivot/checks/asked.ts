/** What both API servers say when they are asked: would everything be admitted, allowed, served and answered? */
import { accountRights } from './asked/account-rights.ts';
import { dryRuns } from './asked/dry-runs.ts';
import { gitOps } from './asked/gitops.ts';
import { gitOpsFreeze } from './asked/gitops-freeze.ts';
import { providerState } from './asked/provider-state.ts';
import { targetSchedulable } from './asked/schedulable.ts';
import { servers } from './asked/servers.ts';
import { storageVersionsServed } from './asked/storage-versions.ts';
import { versions } from './asked/versions.ts';
import { webhooksAnswer } from './asked/webhooks.ts';
import type { Check } from './check.ts';

/** Causes come before what they lead to. */
export const askedChecks: readonly Check[] = [
  ...servers,
  ...accountRights,
  ...versions,
  storageVersionsServed,
  ...providerState,
  webhooksAnswer,
  ...dryRuns,
  ...gitOpsFreeze,
  ...gitOps,
  targetSchedulable,
];
