/** What a user asks for: the zod schema of `spec`, from which the CustomResourceDefinition is generated. */
import { z } from 'zod';
import { gitOpsSchema } from './gitops-spec.ts';
import { ironicSchema } from './ironic-spec.ts';
import { deploymentRef, dnsLabel, dnsSubdomain } from './names.ts';

const seconds = (most: number) => z.int().min(0).max(most);
const budget = (most: number) => z.int().min(1).max(most);

const bareMetalOperatorSchema = z
  .object({
    source: deploymentRef
      .optional()
      .describe(
        'The Deployment of the Bare Metal Operator in the source cluster. Found by its containers when absent.',
      ),
    target: deploymentRef
      .optional()
      .describe(
        'The Deployment of the Bare Metal Operator in the target cluster. Found by its containers when absent.',
      ),
  })
  .describe('Where the Bare Metal Operator runs on either side.');

const targetSchema = z
  .object({
    kubeconfigSecretRef: z
      .object({
        name: dnsSubdomain.describe("Name of a Secret in the ClusterPivot's namespace."),
        key: z
          .string()
          .min(1)
          .max(253)
          .regex(/^[-._a-zA-Z0-9]+$/)
          .default('value')
          .describe('Key of the kubeconfig in the Secret.'),
      })
      .optional()
      .describe('Where the kubeconfig of the target is. Default: Secret <clusterName>-kubeconfig, key value.'),
  })
  .describe('The cluster that becomes its own management cluster.');

const providersSchema = z
  .object({
    install: z
      .enum(['MatchSource', 'Preinstalled'])
      .default('MatchSource')
      .describe(
        'MatchSource installs with clusterctl init what the source has and the target lacks, at the same versions. Preinstalled installs nothing and refuses a target that lacks a provider.',
      ),
    clusterctlConfigRef: z
      .object({ name: dnsSubdomain.describe("Name of a ConfigMap in the ClusterPivot's namespace.") })
      .optional()
      .describe(
        'A ConfigMap with clusterctl.yaml and, for a target without access to the public repositories, repository.tar.gz, which is unpacked at /var/run/clusterctl/repository.',
      ),
    variablesSecretRef: z
      .object({ name: dnsSubdomain.describe("Name of a Secret in the ClusterPivot's namespace.") })
      .optional()
      .describe(
        "A Secret whose keys and values are variables for the providers' manifests, such as CLUSTER_TOPOLOGY. They win over clusterctl.yaml.",
      ),
  })
  .describe('How the target gets its Cluster API providers.');

const leftBehindSchema = z
  .object({
    policy: z
      .enum(['Refuse', 'Allow'])
      .default('Refuse')
      .describe('Refuse starts only when every object that should move does. Allow lets those in objects stay.'),
    objects: z
      .array(
        z.object({
          kind: z.string().min(1).max(63).describe('Its kind.'),
          name: dnsSubdomain.describe("Its name, in the ClusterPivot's namespace."),
        }),
      )
      .max(1000)
      .optional()
      .describe('The objects that may stay behind in the source.'),
  })
  .describe('What happens to objects that clusterctl would drop silently.');

const gatesSchema = z
  .object({
    steadySeconds: seconds(3600)
      .default(30)
      .describe('How long every BareMetalHost must have been steady before the source is fenced, in seconds.'),
    holdSeconds: seconds(3600)
      .default(15)
      .describe("How long the target's Ironic must have been ready without a gap before copying, in seconds."),
    soakSeconds: seconds(86_400)
      .default(180)
      .describe('How long nothing may change in the active target before the pivot is complete, in seconds.'),
  })
  .describe('How long things must hold before the pivot goes on.');

const timeoutsSchema = z
  .object({
    preparingSeconds: budget(86_400).default(1800).describe('Budget of Preparing, in seconds.'),
    quiescingSeconds: budget(604_800)
      .default(86_400)
      .describe('Budget of Quiescing, in seconds. Waiting here disturbs nothing.'),
    handingOverSeconds: budget(86_400).default(900).describe('Budget of HandingOver, in seconds.'),
    copyingSeconds: budget(86_400)
      .default(3600)
      .describe('Budget of Copying and Verifying, in seconds; about 0.06 s an object, plus 10 s.'),
  })
  .describe(
    'Budgets of the phases that can be rolled back. What comes after the commit has none: it only goes forward.',
  );

/** `spec` of a ClusterPivot. */
export const specSchema = z.object({
  clusterName: dnsLabel.describe(
    'The Cluster, in this namespace, whose workload cluster becomes the target. Everything in the namespace moves with it.',
  ),
  target: targetSchema.optional(),
  mode: z
    .enum(['Execute', 'Plan'])
    .default('Execute')
    .describe('Plan stops after Preflight, with status.plan; nothing is written to either cluster.'),
  approval: z
    .enum(['Automatic', 'Manual'])
    .default('Automatic')
    .describe('Manual goes on only when approvedPlan equals status.plan.hash.'),
  approvedPlan: z
    .string()
    .max(64)
    .regex(/^[a-f0-9]+$/)
    .optional()
    .describe('The status.plan.hash that is approved.'),
  suspend: z.boolean().default(false).describe('Hold at the next safe point; nothing is undone.'),
  rollback: z
    .boolean()
    .default(false)
    .describe(
      'Undo the pivot, if it is not committed yet, and do not begin it again while this is true. After the commit it is not heeded.',
    ),
  attempt: z.int().min(1).max(1000).default(1).describe('Raise it to run a pivot again that was rolled back.'),
  providers: providersSchema.default({ install: 'MatchSource' }),
  bareMetalOperator: bareMetalOperatorSchema.optional(),
  ironic: ironicSchema.default({ source: { type: 'Deployment' }, target: { type: 'Deployment' } }),
  gitOps: gitOpsSchema.default({ freeze: [], afterCompletion: 'Leave' }),
  gates: gatesSchema.default({ steadySeconds: 30, holdSeconds: 15, soakSeconds: 180 }),
  timeouts: timeoutsSchema.default({
    preparingSeconds: 1800,
    quiescingSeconds: 86_400,
    handingOverSeconds: 900,
    copyingSeconds: 3600,
  }),
  onFailure: z
    .enum(['Rollback', 'Hold'])
    .default('Rollback')
    .describe('What a failure before the commit leads to. After the commit a pivot only goes forward.'),
  acknowledge: z
    .array(z.enum(['HostTouched', 'MachinesChanged', 'NodeChanged', 'TargetGone']))
    .max(4)
    .default([])
    .describe(
      'What a human has looked into and accepts: of what Soaking found, so that the pivot may be completed; and, in a rollback that waits for the target, that it is gone for good (TargetGone).',
    ),
  leftBehind: leftBehindSchema.default({ policy: 'Refuse' }),
  unclaimedHosts: z
    .enum(['Include', 'Refuse'])
    .default('Include')
    .describe('Whether BareMetalHosts that no Metal3Machine consumes move too, or are a reason not to start.'),
});

export type PivotSpec = z.infer<typeof specSchema>;
