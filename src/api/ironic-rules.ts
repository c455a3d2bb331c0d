/** What the fields of `spec.ironic` demand of each other: said once for the API server (CEL), and once for us. */
import { parseIp } from './ip-address.ts';
import type { IronicSpec } from './ironic-spec.ts';

export interface IronicRule {
  /** CEL over spec.ironic. */
  readonly rule: string;
  readonly message: string;
  /** The field below spec.ironic that a refusal names. */
  readonly field: string;
  readonly holds: (ironic: IronicSpec) => boolean;
}

const ofBothSides = (['source', 'target'] as const).flatMap((side): IronicRule[] => [
  {
    rule: `has(self.${side}.name) == has(self.${side}.namespace)`,
    message: `${side}.name and ${side}.namespace are given together, or neither`,
    field: side,
    holds: (ironic) => (ironic[side].name === undefined) === (ironic[side].namespace === undefined),
  },
  {
    rule: `self.${side}.type != 'IronicStandalone' || has(self.${side}.name)`,
    message: `${side}.type IronicStandalone needs ${side}.namespace and ${side}.name of the Ironic resource`,
    field: side,
    holds: (ironic) => ironic[side].type !== 'IronicStandalone' || ironic[side].name !== undefined,
  },
]);

export const ironicRules: readonly IronicRule[] = [
  {
    rule: '!has(self.endpoint) || isIP(self.endpoint.address)',
    message: 'endpoint.address must be an IP address',
    field: 'endpoint.address',
    holds: ({ endpoint }) => endpoint === undefined || parseIp(endpoint.address) !== undefined,
  },
  ...ofBothSides,
  {
    rule: "!(self.target.type in ['IronicStandalone', 'Manifests']) || has(self.target.manifestsRef)",
    message: 'target.type IronicStandalone and Manifests need target.manifestsRef',
    field: 'target',
    holds: ({ target }) =>
      !['IronicStandalone', 'Manifests'].includes(target.type) || target.manifestsRef !== undefined,
  },
  {
    rule: "self.source.type != 'External' || has(self.endpoint)",
    message: 'source.type External needs endpoint: only the probes can tell when it has stopped',
    field: 'source',
    holds: ({ source, endpoint }) => source.type !== 'External' || endpoint !== undefined,
  },
  {
    rule: "self.target.type != 'Preinstalled' || has(self.endpoint)",
    message: 'target.type Preinstalled needs endpoint: only the probes can tell which side holds its address',
    field: 'target',
    holds: ({ target, endpoint }) => target.type !== 'Preinstalled' || endpoint !== undefined,
  },
];
