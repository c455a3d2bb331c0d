/** What the API server is told about the ClusterPivot resource: the CustomResourceDefinition, built from the zod schemas. */
import { statusSchema } from './clusterpivot.ts';
import { readyCondition } from './conditions.ts';
import { type CelRule, type StructuralSchema, structuralSchema } from './crd-schema.ts';
import { ironicRules } from './ironic-rules.ts';
import type { KubeObject } from './kube-object.ts';
import { clusterPivots } from './resources.ts';
import { specSchema } from './spec.ts';

/** Fields of `spec` that a pivot under way has already acted on. The others may change at any time. */
export const frozenWhileUnderWay = [
  'target',
  'mode',
  'providers',
  'bareMetalOperator',
  'ironic',
  'gitOps',
  'unclaimedHosts',
  'leftBehind',
] as const;

/**
 * CEL: the stored pivot writes to the clusters, that is it has begun and is neither complete nor rolled back. Read
 * from `oldSelf`, so that no update can talk its way out of it.
 */
const underWay = [
  'has(oldSelf.status) && has(oldSelf.status.journal) && has(oldSelf.status.journal.startedTime)',
  '!has(oldSelf.status.journal.completedTime)',
  '!(has(oldSelf.status.journal.rollback) && has(oldSelf.status.journal.rollback.finishedTime))',
].join(' && ');

/**
 * One rule a field, so that the refusal names the field. Presence is compared as well, since a rule on an optional field
 * itself would not see it come or go; written with has(), since the cost of optional types (`.?`) is estimated as unbounded.
 */
function frozen(field: (typeof frozenWhileUnderWay)[number]): CelRule {
  const [now, before] = [`self.spec.${field}`, `oldSelf.spec.${field}`];
  return {
    rule: `!(${underWay}) || (has(${now}) ? has(${before}) && ${now} == ${before} : !has(${before}))`,
    message: `spec.${field} may not change while the pivot is under way; set spec.rollback to call it off first`,
    reason: 'FieldValueForbidden',
    fieldPath: `.spec.${field}`,
  };
}

const rootRules: readonly CelRule[] = [
  {
    // Names of Jobs and the value of labels are made from it.
    rule: 'self.metadata.name.size() <= 63',
    message: 'metadata.name must be no longer than 63 characters',
    reason: 'FieldValueInvalid',
  },
  ...frozenWhileUnderWay.map(frozen),
];

/** Adds CEL rules to one property of an object schema. */
function withRules(schema: StructuralSchema, field: string, rules: readonly CelRule[]): StructuralSchema {
  const property = schema.properties?.[field];
  if (property === undefined) throw new Error(`no property '${field}' to put rules on`);
  return {
    ...schema,
    properties: { ...schema.properties, [field]: { ...property, 'x-kubernetes-validations': rules } },
  };
}

function specOpenApi(): StructuralSchema {
  const spec = withRules(
    structuralSchema(specSchema, 'spec'),
    'ironic',
    ironicRules.map(({ rule, message, field }) => ({
      rule,
      message,
      reason: 'FieldValueInvalid',
      fieldPath: `.${field}`,
    })),
  );
  return {
    description: 'What is asked for.',
    ...withRules(spec, 'clusterName', [
      {
        rule: 'self == oldSelf',
        message: 'spec.clusterName may not change; create another ClusterPivot for another Cluster',
        reason: 'FieldValueForbidden',
      },
    ]),
  };
}

function statusOpenApi(): StructuralSchema {
  return {
    description: 'What the operator saw and did. Written by the operator only.',
    ...structuralSchema(statusSchema, 'status'),
    // Until the operator has seen the object, tools that know kstatus must not take it for current.
    default: { observedGeneration: -1 },
  };
}

const columns = [
  { name: 'Cluster', type: 'string', jsonPath: '.spec.clusterName', description: 'The Cluster that is pivoted.' },
  { name: 'Phase', type: 'string', jsonPath: '.status.phase', description: 'The first goal that does not hold yet.' },
  {
    name: 'Progress',
    type: 'integer',
    jsonPath: '.status.progress.percent',
    description: 'Share of the pivot that is done, in percent.',
  },
  {
    name: 'Ready',
    type: 'string',
    jsonPath: `.status.conditions[?(@.type=="${readyCondition}")].status`,
    description: 'Whether the pivot is complete.',
  },
  {
    name: 'Message',
    type: 'string',
    jsonPath: '.status.message',
    description: 'What the pivot does or waits for now.',
  },
  { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp', description: 'Time since creation.' },
  {
    name: 'Reason',
    type: 'string',
    jsonPath: `.status.conditions[?(@.type=="${readyCondition}")].reason`,
    description: 'Why the pivot is not complete, in one word.',
    priority: 1,
  },
  {
    name: 'Hosts',
    type: 'integer',
    jsonPath: '.status.hosts.total',
    description: 'BareMetalHosts in the namespace.',
    priority: 1,
  },
  {
    name: 'Hosts Ready',
    type: 'integer',
    jsonPath: '.status.hosts.ready',
    description: 'BareMetalHosts that are steady before the commit, or back in the target after it.',
    priority: 1,
  },
  {
    name: 'Endpoint Held By',
    type: 'string',
    jsonPath: '.status.endpoint.heldBy',
    description: "The node that holds the address of Ironic's endpoint.",
    priority: 1,
  },
  {
    name: 'Plan',
    type: 'string',
    jsonPath: '.status.plan.hash',
    description: 'Hash of the plan, to be approved as spec.approvedPlan.',
    priority: 1,
  },
] as const;

/** The CustomResourceDefinition. Throws when the zod schemas say something that the API server cannot check. */
export function clusterPivotCrd(): KubeObject {
  const { group, version, plural, kind } = clusterPivots;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      names: {
        kind,
        listKind: `${kind}List`,
        plural,
        singular: kind.toLowerCase(),
        shortNames: ['cpv'],
        categories: ['cluster-api', 'metal3'],
      },
      scope: 'Namespaced',
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          subresources: { status: {} },
          additionalPrinterColumns: columns,
          schema: { openAPIV3Schema: rootSchema() },
        },
      ],
    },
  };
}

function rootSchema(): object {
  return {
    type: 'object',
    description:
      'ClusterPivot hands the management of a Metal3 cluster over to the cluster itself: every Cluster API and Metal3 object of its namespace moves into the workload cluster of spec.clusterName, and Ironic with them, without touching a running host.',
    required: ['spec'],
    properties: {
      apiVersion: { type: 'string', description: 'Version of the API that this object is written in.' },
      kind: { type: 'string', description: 'ClusterPivot.' },
      metadata: { type: 'object' },
      spec: specOpenApi(),
      status: statusOpenApi(),
    },
    'x-kubernetes-validations': rootRules,
  };
}
