/** Would the Bare Metal Operator's webhook and the API server take the status of each host as an annotation? */
import type { KubeObject } from '../../api/kube-object.ts';
import {
  blockMoveAnnotation,
  hostPausedAnnotation,
  hostPausedByCapm3,
  hostPausedByPivot,
  hostStatusAnnotation,
} from '../../api/marks.ts';
import { describeObject } from '../graph.ts';
import { hostStatus, isClaimed, statusToSave } from '../hosts.ts';
import type { Observation } from '../observation.ts';
import { type Case, type Violation, violationOf } from '../result.ts';

/** OperationalStatusAllowed and ErrorTypeAllowed of the Bare Metal Operator 0.13 (baremetalhost_types.go): `servicing` is none. */
const operationalStatuses = ['', 'OK', 'discovered', 'error', 'delayed', 'detached'];
const errorTypes = [
  '',
  'provisioned registration error',
  'registration error',
  'inspection error',
  'preparation error',
  'provisioning error',
  'power management error',
];

/** Of all annotations of an object, keys and values: TotalAnnotationSizeLimitB of k8s.io/apimachinery. */
const mostBytes = 262_144;

/** Whoever is to pause such a host is refused: the move would wait for it until it gives up. */
export function hostStatusNotAcceptable({ source }: Observation): Violation | undefined {
  const cases = source.hosts.flatMap((host): Case[] => {
    const seen = refusedStatus(host);
    return seen === undefined ? [] : [{ object: describeObject(host), seen }];
  });
  return violationOf(
    'HostStatusNotAcceptable',
    cases,
    `its status can't be saved in the annotation ${hostStatusAnnotation}; waiting until it can`,
  );
}

function refusedStatus(host: KubeObject): string | undefined {
  const { operationalStatus = '', errorType = '' } = hostStatus(host);
  if (!operationalStatuses.includes(operationalStatus)) return `has operational status ${operationalStatus}`;
  if (!errorTypes.includes(errorType)) return `has error type ${errorType}`;
  const bytes = annotationBytes(host);
  return bytes <= mostBytes ? undefined : `would have ${bytes} bytes of annotations, of ${mostBytes} that it may have`;
}

/** With those that prepare it for the move. */
function annotationBytes(host: KubeObject): number {
  const annotations = {
    ...host.metadata.annotations,
    [blockMoveAnnotation]: '',
    [hostPausedAnnotation]: isClaimed(host) ? hostPausedByCapm3 : hostPausedByPivot,
    [hostStatusAnnotation]: statusToSave(host),
  };
  return Object.entries(annotations).reduce((sum, [key, value]) => sum + byteLength(key) + byteLength(value), 0);
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
