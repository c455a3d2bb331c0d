/** What do the conditions in an object's status say? */
import type { KubeObject } from '../api/kube-object.ts';

export interface SeenCondition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

export function conditionNamed(object: KubeObject, type: string): SeenCondition | undefined {
  const { conditions } = (object['status'] ?? {}) as { conditions?: readonly SeenCondition[] | null };
  return conditions?.find((condition) => condition.type === type);
}

/** `ScalingUp is True (Scaling up from 1 to 2 replicas)`; Cluster API writes lists into its messages, line by line. */
export function conditionInWords({ type, status, message = '' }: SeenCondition): string {
  const text = message.replaceAll(/\s+/g, ' ').trim();
  return `${type} is ${status}${text === '' ? '' : ` (${text})`}`;
}

/** What changes Machines, whoever reports it. */
const changes = ['RollingOut', 'ScalingUp', 'ScalingDown', 'Remediating', 'Deleting'];

/** Conditions that tell of something under way. */
export function changesUnderWay(object: KubeObject): readonly SeenCondition[] {
  return changes.flatMap((type) => {
    const condition = conditionNamed(object, type);
    return condition?.status === 'True' ? [condition] : [];
  });
}
