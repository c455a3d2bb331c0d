/** `spec.ironic`: what runs Ironic on either side, and the endpoint that is handed over. */
import { z } from 'zod';
import { deploymentRef, dnsLabel, dnsSubdomain } from './names.ts';

const port = z.int().min(1).max(65_535);
const scheme = z.enum(['http', 'https']);
/** Letters of both families; a CEL rule has the API server parse it. */
const ipAddress = z
  .string()
  .min(2)
  .max(45)
  .regex(/^[0-9a-fA-F.:]+$/);

const nodeSelector = z
  .record(z.string().max(317), z.string().max(63))
  .meta({ maxProperties: 16 })
  .describe('Labels of the nodes, all of which must match.');

const controlPlane = { 'node-role.kubernetes.io/control-plane': '' };

const endpointSchema = z
  .object({
    address: ipAddress.describe("Ironic's address on the provisioning network, which keepalived holds."),
    interface: z
      .string()
      .min(1)
      .max(15)
      .regex(/^[^\s/:-][^\s/:]*$/)
      .describe('The interface of the nodes that the address is put on, the same on both sides.'),
    apiPort: port.default(6385).describe("Port of Ironic's API."),
    imagePort: port.default(6180).describe('Port of the image server.'),
    apiScheme: scheme.default('http').describe("How Ironic's API is spoken to."),
    imageScheme: scheme.default('http').describe('How the image server is spoken to.'),
    caSecretRef: z
      .object({
        name: dnsSubdomain.describe("Name of a Secret in the ClusterPivot's namespace."),
        key: z
          .string()
          .min(1)
          .max(253)
          .regex(/^[-._a-zA-Z0-9]+$/)
          .default('ca.crt')
          .describe('Key of the PEM bundle in the Secret.'),
      })
      .optional()
      .describe("The authority of Ironic's certificates. Default: the system's."),
    credentialsSecretRef: z
      .object({
        name: dnsSubdomain.describe("Name of a Secret with username and password in the ClusterPivot's namespace."),
      })
      .optional()
      .describe("Credentials of Ironic's API, to read its drivers and count its nodes."),
    kernelPath: z
      .string()
      .max(1024)
      .regex(/^\/\S*$/)
      .default('/images/ironic-python-agent.kernel')
      .describe('What the image server must serve: the path of the deploy kernel.'),
    virtualRouterId: z.int().min(1).max(255).default(1).describe("The virtual_router_id of Ironic's keepalived."),
    prefixes: z
      .array(z.int().min(1).max(128))
      .max(8)
      .default([])
      .describe('Prefix lengths that the address may have, besides that of a host and that of the static address.'),
    dhcpServers: z
      .array(z.string().max(45))
      .max(16)
      .default([])
      .describe("IP or MAC addresses of DHCP servers on the provisioning network that belong there, besides Ironic's."),
    nodeSelector: z
      .object({ source: nodeSelector.optional(), target: nodeSelector.optional() })
      .default({})
      .describe(
        'The nodes of either side that may hold the address; a probe runs on each. Default: the nodes of the control plane.',
      ),
    releaseSeconds: z
      .int()
      .min(0)
      .max(3600)
      .default(5)
      .describe("For how long nobody may hold the address before the target's Ironic is started, in seconds."),
    probeIntervalSeconds: z
      .int()
      .min(1)
      .max(60)
      .default(5)
      .describe('How often the probes look, in seconds. A report counts for three times as long.'),
  })
  .describe(
    'The endpoint of Ironic that is handed over. Without it nobody watches the address, and no probe is installed.',
  );

const sourceSchema = z
  .object({
    type: z
      .enum(['Deployment', 'IronicStandalone', 'External'])
      .default('Deployment')
      .describe(
        'Deployment is scaled to 0. IronicStandalone: the Ironic Standalone Operator is scaled to 0 first, then the Deployment of the Ironic resource. External runs outside of the cluster: you stop it when the pivot says so.',
      ),
    namespace: dnsLabel.optional().describe('Namespace of the Deployment, or of the Ironic resource.'),
    name: dnsSubdomain
      .optional()
      .describe('Name of the Deployment, found by its containers when absent, or of the Ironic resource.'),
    operator: deploymentRef
      .optional()
      .describe(
        'The Deployment of the Ironic Standalone Operator. Default: ironic-standalone-operator-controller-manager in ironic-standalone-operator-system.',
      ),
  })
  .describe('What runs Ironic in the source.');

const targetSchema = z
  .object({
    type: z
      .enum(['Deployment', 'IronicStandalone', 'Manifests', 'Preinstalled'])
      .default('Deployment')
      .describe(
        'Deployment is there at 0 replicas and scaled up. Manifests and IronicStandalone are applied from manifestsRef: a Deployment, or an Ironic resource that must become Ready. Preinstalled runs and holds the address before the pivot.',
      ),
    namespace: dnsLabel.optional().describe('Namespace of the Deployment, or of the Ironic resource.'),
    name: dnsSubdomain
      .optional()
      .describe('Name of the Deployment, found by its containers when absent, or of the Ironic resource.'),
    manifestsRef: z
      .object({
        kind: z.enum(['ConfigMap', 'Secret']).default('ConfigMap').describe('What holds the manifests.'),
        name: dnsSubdomain.describe("Its name, in the ClusterPivot's namespace. Every key is a YAML file."),
      })
      .optional()
      .describe('What is applied to the target to start Ironic there, when the source has stopped.'),
  })
  .describe('What runs Ironic in the target.');

export const ironicSchema = z
  .object({
    endpoint: endpointSchema.optional(),
    source: sourceSchema.default({ type: 'Deployment' }),
    target: targetSchema.default({ type: 'Deployment' }),
  })
  .describe('Where Ironic runs on either side, and how it is handed over.');

export type IronicSpec = z.infer<typeof ironicSchema>;
export type EndpointSpec = z.infer<typeof endpointSchema>;

/** The nodes of a side that may hold the address. */
export function nodeSelectorOf(endpoint: EndpointSpec, side: 'source' | 'target'): Readonly<Record<string, string>> {
  return endpoint.nodeSelector[side] ?? controlPlane;
}

/** Where the Ironic Standalone Operator runs unless told otherwise. */
export const usualIronicOperator = {
  namespace: 'ironic-standalone-operator-system',
  name: 'ironic-standalone-operator-controller-manager',
} as const;
