/** The Lease that carries a report, as it is applied each round. */
import {
  probeFieldManager,
  probeLabel,
  probeLeaseName,
  probeReportAnnotation,
  staleAfterRenewals,
} from '../api/probe-lease.ts';
import type { ProbeReport } from '../api/probe-report.ts';
import { microTime } from '../kube/micro-time.ts';

export interface LeaseOptions {
  readonly namespace: string;
  /** The name of the probes. */
  readonly probe: string;
  /** Holder of the Lease. */
  readonly podName: string;
  /** Owner of the Lease: who removes the probes can't remove a Lease before its last renewal. undefined: nobody. */
  readonly podUid: string | undefined;
  /** Since the epoch; for people, since readers go by when they see a change. */
  readonly nowMs: number;
}

export type ProbeLease = ReturnType<typeof buildLease>;

export function leasePath({ metadata: { namespace, name } }: ProbeLease): string {
  const base = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases/${name}`;
  return `${base}?fieldManager=${probeFieldManager}&force=true`;
}

export function buildLease(report: ProbeReport, { namespace, probe, podName, podUid, nowMs }: LeaseOptions) {
  const pod = { apiVersion: 'v1', kind: 'Pod', name: podName };
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      namespace,
      name: probeLeaseName(probe, report.node),
      labels: { [probeLabel]: probe, 'app.kubernetes.io/name': 'clusterpivot' },
      annotations: { [probeReportAnnotation]: JSON.stringify(report) },
      ...(podUid === undefined ? {} : { ownerReferences: [{ ...pod, uid: podUid }] }),
    },
    spec: {
      holderIdentity: podName,
      leaseDurationSeconds: staleAfterRenewals * report.intervalSeconds,
      renewTime: microTime(nowMs),
    },
  };
}
