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
  /** Holder of the Lease: the Pod. */
  readonly holder: string;
  /** Since the epoch; for people, since readers go by when they see a change. */
  readonly nowMs: number;
}

export function leasePath(namespace: string, node: string): string {
  const base = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases/${probeLeaseName(node)}`;
  return `${base}?fieldManager=${probeFieldManager}&force=true`;
}

export function buildLease(report: ProbeReport, { namespace, holder, nowMs }: LeaseOptions) {
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      namespace,
      name: probeLeaseName(report.node),
      labels: { [probeLabel]: '', 'app.kubernetes.io/name': 'clusterpivot' },
      annotations: { [probeReportAnnotation]: JSON.stringify(report) },
    },
    spec: {
      holderIdentity: holder,
      leaseDurationSeconds: staleAfterRenewals * report.intervalSeconds,
      renewTime: microTime(nowMs),
    },
  };
}
