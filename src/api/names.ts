/** The shapes of names in a spec: safe as a URL segment and as an argument. */
import { z } from 'zod';

/** As Cluster API demands of Cluster names. */
export const dnsLabel = z
  .string()
  .min(1)
  .max(63)
  .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/);

export const dnsSubdomain = z
  .string()
  .min(1)
  .max(253)
  .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/);

export const deploymentRef = z
  .object({
    namespace: dnsLabel.describe('Namespace of the Deployment.'),
    name: dnsSubdomain.describe('Name of the Deployment.'),
  })
  .describe('A Deployment.');

export type DeploymentRef = z.infer<typeof deploymentRef>;
