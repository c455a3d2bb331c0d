/** The ClusterPivot resource: group, version, kind, the schema of its status, and the parsed object the operator works on. */
import { z } from 'zod';
import type { Condition } from './conditions.ts';
import { ironicRules } from './ironic-rules.ts';
import { journalSchema } from './journal.ts';
import type { KubeObject, ObjectMeta } from './kube-object.ts';
import { type PivotSpec, specSchema } from './spec.ts';

const condition = z.object({
  type: z.string().max(316).describe('What the condition is about; one condition a type.'),
  status: z.enum(['True', 'False', 'Unknown']).describe('Whether it holds.'),
  reason: z
    .string()
    .min(1)
    .max(1024)
    .describe('Why, in one word for programs. The set is open-ended: treat an unknown reason as in progress.'),
  message: z
    .string()
    .max(32_768)
    .describe('Why, for people: names the object, what was seen and what would satisfy it.'),
  observedGeneration: z.int().min(0).optional().describe('The generation of spec that the condition answers.'),
  lastTransitionTime: z.string().max(64).describe('When status last changed, RFC 3339.'),
});

const planSchema = z
  .object({
    hash: z.string().max(64).describe('Identifies the plan; approve it by copying it to spec.approvedPlan.'),
    objects: z.int().min(0).describe('Number of objects that will move.'),
    kinds: z
      .array(
        z.object({
          kind: z.string().max(253).describe('The kind.'),
          count: z.int().min(0).describe('Objects of the kind.'),
        }),
      )
      .max(1000)
      .describe('Objects that will move, by kind.'),
    hosts: z
      .array(
        z.object({
          name: z.string().max(253).describe('Name of the BareMetalHost.'),
          state: z.string().max(64).describe('Its provisioning state.'),
          claimed: z.boolean().describe('Whether a Metal3Machine consumes it.'),
        }),
      )
      .max(10_000)
      .describe('BareMetalHosts with their provisioning state.'),
    leftBehind: z
      .array(
        z.object({
          object: z.string().max(1024).describe('Kind, namespace and name.'),
          why: z.string().max(4096).describe('Why it does not move.'),
        }),
      )
      .max(100)
      .optional()
      .describe(
        'Objects that stay in the source, because spec.leftBehind allows it or the pivot cannot start. The first 100.',
      ),
    steps: z.array(z.string().max(1024)).max(100).describe('What will be labelled, installed and scaled, in order.'),
    estimate: z
      .object({
        pauseSeconds: z
          .int()
          .min(0)
          .describe('How long Clusters will be paused, by the number of objects and the latency of both API servers.'),
      })
      .optional()
      .describe('What to expect.'),
  })
  .describe('What the pivot will do.');

const checksSchema = z
  .object({
    passed: z.int().min(0).describe('How many passed.'),
    pending: z.int().min(0).describe('How many have no answer yet: it needs what Preparing makes, or the dry runs.'),
    warnings: z.int().min(0).describe('How many warn; the pivot goes on.'),
    failed: z.int().min(0).describe('How many failed; the pivot does not start.'),
    results: z
      .array(
        z.object({
          check: z.string().max(63).describe('Name of the check.'),
          outcome: z.enum(['Failure', 'Warning', 'Pending']).describe('How it ended.'),
          message: z.string().max(4096).describe('The object, what was seen, and what would satisfy the check.'),
          runbook: z.string().max(256).describe('What to do, in the documentation of this project.'),
        }),
      )
      .max(100)
      .describe('Each that did not pass.'),
  })
  .describe('What Preflight found.');

const progressSchema = z
  .object({
    planned: z.int().min(0).describe('Objects to move.'),
    copied: z.int().min(0).describe('Objects seen in the target.'),
    deleted: z.int().min(0).describe('Originals deleted from the source.'),
    percent: z.int().min(0).max(100).describe('Share of the whole pivot that is done.'),
    lastTime: z
      .string()
      .max(64)
      .optional()
      .describe('When copied or deleted last grew, RFC 3339; a budget runs from then on.'),
  })
  .describe('How far the pivot is.');

const phaseTimes = z.object({
  name: z.string().max(64).describe('The phase.'),
  startTime: z.string().max(64).describe('When it began, RFC 3339.'),
  endTime: z.string().max(64).optional().describe('When its goal held, RFC 3339; absent while it lasts.'),
});

export const statusSchema = z.object({
  observedGeneration: z.int().min(-1).optional().describe('The generation of spec that this status answers.'),
  phase: z
    .string()
    .max(64)
    .optional()
    .describe('The first goal that does not hold yet, for people. Treat unknown values as in progress.'),
  message: z.string().max(32_768).optional().describe('What the pivot does or waits for now.'),
  conditions: z
    .array(condition)
    .max(64)
    .meta({ 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['type'] })
    .optional()
    .describe('One condition a phase, and Ready, Reconciling, Stalled, SourceDisposable, RolledBack.'),
  checks: checksSchema.optional(),
  plan: planSchema.optional(),
  progress: progressSchema.optional(),
  hosts: z
    .object({
      total: z.int().min(0).describe('Hosts in the namespace.'),
      ready: z.int().min(0).describe('Hosts that are steady before the commit, or restored in the target after it.'),
    })
    .optional()
    .describe('BareMetalHosts.'),
  endpoint: z
    .object({
      address: z.string().max(45).describe("The address of Ironic's endpoint."),
      heldBy: z
        .string()
        .max(320)
        .optional()
        .describe('The node that has the address, such as `target node cp-1`; absent while no node with a probe has.'),
      since: z.string().max(64).describe('Since when it was seen so, RFC 3339.'),
    })
    .optional()
    .describe('Who holds the endpoint of Ironic, as the probes see.'),
  phases: z.array(phaseTimes).max(32).optional().describe('When each phase began and ended.'),
  journal: journalSchema.optional(),
});

export type PivotStatus = z.infer<typeof statusSchema>;
export type PhaseTimes = z.infer<typeof phaseTimes>;
export type Plan = z.infer<typeof planSchema>;

/** A ClusterPivot as the API server sends it, its spec with all defaults. */
export interface ClusterPivot extends KubeObject {
  readonly metadata: ObjectMeta;
  readonly spec: PivotSpec;
  readonly status: PivotStatus;
}

export type ParsedPivot =
  | { readonly ok: true; readonly pivot: ClusterPivot }
  | { readonly ok: false; readonly problem: string };

/**
 * Reads a ClusterPivot from the API server. The spec is checked again, since the stored object may be older than the
 * CRD; the status is ours, and what does not parse of it is a defect or a forgery: the pivot must not go on from it.
 */
export function parseClusterPivot(object: KubeObject): ParsedPivot {
  const spec = parseSpec(object['spec']);
  if (!spec.ok) return { ok: false, problem: `spec is not valid: ${spec.problem}` };
  const status = statusSchema.safeParse(object['status'] ?? {});
  if (!status.success) return { ok: false, problem: `status is not valid: ${firstIssue(status.error)}` };
  return { ok: true, pivot: { ...object, spec: spec.spec, status: status.data } };
}

export type ParsedSpec =
  | { readonly ok: true; readonly spec: PivotSpec }
  | { readonly ok: false; readonly problem: string };

/** As the API server checks it, with all defaults. */
export function parseSpec(spec: unknown): ParsedSpec {
  const parsed = specSchema.safeParse(spec);
  if (!parsed.success) return { ok: false, problem: firstIssue(parsed.error) };
  const broken = ironicRules.find(({ holds }) => !holds(parsed.data.ironic));
  return broken === undefined
    ? { ok: true, spec: parsed.data }
    : { ok: false, problem: `ironic.${broken.field}: ${broken.message}` };
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue === undefined ? 'unknown problem' : `${issue.path.join('.')}: ${issue.message}`;
}

/** The conditions of a status, or none. */
export function conditionsOf(status: PivotStatus): readonly Condition[] {
  return (status.conditions ?? []) as readonly Condition[];
}

/** Complete or rolled back: nothing that happens later changes it. */
export function isOver({ journal }: PivotStatus): boolean {
  return journal?.completedTime !== undefined || journal?.rollback?.finishedTime !== undefined;
}
