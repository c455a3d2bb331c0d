/** What a Metal3Machine reports about itself. */
import type { BareMetalHost } from '../bare-metal-host.ts';
import type { Metal3Machine, Metal3MachineStatus } from '../metal3-machine.ts';
import { type Report, report, withConditions } from './conditions.ts';

/** How far a Metal3Machine has come; `waiting` names what for. */
export type Progress =
  | { readonly kind: 'waiting'; readonly reason: string; readonly message: string; readonly associated: boolean }
  | { readonly kind: 'provisioned'; readonly host: BareMetalHost };

/** Host names and addresses as CAPM3 reads them off the hardware details. */
function addressesOf(host: BareMetalHost, name: string): { type: string; address: string }[] {
  const ips = (host.status?.hardware?.nics ?? []).flatMap((nic) =>
    nic.ip === undefined || nic.ip === '' ? [] : [nic.ip],
  );
  return [
    ...[...new Set(ips)].map((address) => ({ type: 'InternalIP', address })),
    { type: 'Hostname', address: name },
    { type: 'InternalDNS', address: name },
  ];
}

function reportsOf(progress: Progress): readonly Report[] {
  if (progress.kind === 'provisioned') {
    return [
      report('AssociateBMH', true, 'AssociateBareMetalHostSuccess'),
      report('KubernetesNodeReady', true, 'SettingProviderIDOnNodeSuccess'),
      report('Ready', true, 'Ready'),
    ];
  }
  const { associated, reason, message } = progress;
  return [
    report(
      'AssociateBMH',
      associated,
      associated ? 'AssociateBareMetalHostSuccess' : reason,
      associated ? '' : message,
    ),
    report('Ready', false, reason, message),
  ];
}

/** The status after a reconcile of an unpaused machine. What was once initialized stays so: a pivot loses status, not history. */
export function statusAfter(machine: Metal3Machine, progress: Progress, now: string): Metal3MachineStatus {
  const reports = [...reportsOf(progress), report('Paused', false, 'NotPaused')];
  const conditions = withConditions(machine.status?.conditions, reports, now);
  if (progress.kind === 'waiting') return { ...machine.status, conditions };
  return {
    ...machine.status,
    initialization: { provisioned: true },
    addresses: addressesOf(progress.host, machine.metadata.name),
    conditions,
  };
}

/** The status after a reconcile under a paused Cluster: nothing but the Paused condition changes. */
export function statusWhenPaused(
  machine: Metal3Machine,
  failure: string | undefined,
  now: string,
): Metal3MachineStatus {
  const paused =
    failure === undefined
      ? report('Paused', true, 'Paused', 'Cluster spec.paused is set to true')
      : report('Paused', false, 'BareMetalHostPauseAnnotationSetFailed', failure);
  return { ...machine.status, conditions: withConditions(machine.status?.conditions, [paused], now) };
}
