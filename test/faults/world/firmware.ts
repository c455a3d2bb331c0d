/** Where the API server keeps what the Bare Metal Operator tells of a host's firmware. */
import type { Resource } from '../../../src/api/kube-object.ts';
import { bareMetalHosts } from '../../../src/api/resources.ts';

export const firmwareSchemas: Resource = { ...bareMetalHosts, plural: 'firmwareschemas', kind: 'FirmwareSchema' };
export const hostFirmwareComponents: Resource = {
  ...bareMetalHosts,
  plural: 'hostfirmwarecomponents',
  kind: 'HostFirmwareComponents',
};
