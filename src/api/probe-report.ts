/** What the probe of one node has seen: facts for the gates, in the annotation of the node's Lease. Never a verdict. */
import { z } from 'zod';

/** Raised when an old reader would misunderstand a new report; fields that are merely new don't need it. */
const version = 1;

const address = z.object({
  address: z.string(),
  prefix: z.number(),
  /** The kernel has no end for it; a lease has one. Necessary for a static address, and all that can be seen. */
  permanent: z.boolean(),
  /** What is left of it. */
  validSeconds: z.number().optional(),
  /** IPv6: duplicate address detection has not ended, or found a duplicate. */
  tentative: z.boolean().optional(),
});

/** `silent`: no answer in time. `unreachable`: nobody answers for the address, or there is no route. */
const connection = z.enum(['open', 'refused', 'unreachable', 'silent']);

const advertisement = z.object({
  source: z.string(),
  mac: z.string(),
  routerId: z.number(),
  priority: z.number(),
  ageSeconds: z.number(),
});

const dhcpServer = z.object({ source: z.string(), mac: z.string(), ageSeconds: z.number() });

const wire = z.object({
  /** For how long we have heard everything; a silence that is longer than it means nothing. */
  listeningSeconds: z.number(),
  /** VRRP advertisements of others. */
  vrrp: z.array(advertisement),
  /** Answers of DHCP servers that are not on this node. */
  dhcp: z.array(dhcpServer),
});

const api = z.object({
  connection,
  /** HTTP status of `/v1/`. */
  status: z.number().optional(),
  /** The newest API version that is offered. */
  version: z.string().optional(),
  /** Drivers of living conductors. */
  drivers: z.number().optional(),
  nodes: z.number().optional(),
  /** Why one of the above is not known. */
  problem: z.string().optional(),
});

const image = z.object({ connection, status: z.number().optional(), problem: z.string().optional() });

const keepalived = z.object({
  running: z.boolean(),
  restarts: z.number(),
  /** How its last run ended. */
  last: z.string().optional(),
});

const pod = z.object({
  name: z.string(),
  phase: z.string(),
  terminating: z.boolean(),
  keepalived: keepalived.optional(),
});

/** One that cannot be read is one that is not there: unknown. */
function section<T extends z.ZodType>(schema: T) {
  return schema.optional().catch(undefined);
}

const schema = z.object({
  version: z.literal(version),
  node: z.string(),
  /** Another with every start of the probe: its counters begin anew. */
  incarnation: z.string(),
  /** Rises by one with each round. */
  sequence: z.number(),
  /** The round since which every round has seen the same: what a reader missed since then was no different. */
  sameSince: z.number(),
  intervalSeconds: z.number(),
  /** By the node's own clock, for people. */
  at: z.string(),
  /** What the probe was told to look at. */
  subject: z.object({ address: z.string(), interface: z.string(), apiPort: z.number(), imagePort: z.number() }),
  link: section(z.object({ present: z.boolean(), up: z.boolean(), carrier: z.boolean(), mac: z.string().optional() })),
  /** Of the interface, the endpoint's too, without those of link scope. */
  addresses: section(z.array(address)),
  /** Where on this node the endpoint's address is; empty: nowhere. */
  held: section(z.array(address.extend({ interface: z.string() }))),
  /** How often it came or went since the probe's start, however briefly; absent when nobody counted. */
  heldChanges: section(z.number()),
  /** MAC addresses that answer for the endpoint's address, asked from this node; a node does not answer itself. */
  answers: section(z.array(z.string())),
  wire: section(wire),
  /** On the ports of Ironic and of DHCP, on this node. */
  listeners: section(z.array(z.object({ protocol: z.enum(['tcp', 'udp']), address: z.string(), port: z.number() }))),
  api: section(api),
  image: section(image),
  /** Pods of Ironic on this node; absent outside of a cluster. */
  pods: section(z.array(pod)),
  /** Why a section above is absent, by its name. */
  problems: z.record(z.string(), z.string()).catch({}),
});

export type ProbeReport = z.infer<typeof schema>;
export type ProbeAddress = z.infer<typeof address>;
export type HeldAddress = NonNullable<ProbeReport['held']>[number];
export type Connection = z.infer<typeof connection>;
export type Advertisement = z.infer<typeof advertisement>;
export type DhcpServer = z.infer<typeof dhcpServer>;
export type IronicPod = z.infer<typeof pod>;
/** The facts of one round, before they are numbered. */
export type Facts = Omit<
  ProbeReport,
  'version' | 'node' | 'incarnation' | 'sequence' | 'sameSince' | 'intervalSeconds' | 'at' | 'subject'
>;

/** undefined for what no probe of this version wrote. */
export function parseProbeReport(text: string): ProbeReport | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
