/** A drawn graph as objects to create: what the drawing left open is settled, in favour of what an API server takes. */
import { apiVersionOf, type KubeObject, type Resource } from '../../src/api/kube-object.ts';
import type { DrawnGraph, DrawnObject, DrawnOwner, Place } from './drawn-graph.ts';
import { type KindName, kinds, otherVersion } from './kinds.ts';

export type Namespaces = Readonly<Record<Place, string>>;

export interface LaidOutOwner {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly controller: boolean;
  /** undefined for an owner that nobody has. */
  readonly index: number | undefined;
}

export interface LaidOut {
  readonly resource: Resource;
  /** Without its owners, whose UIDs only the server knows. */
  readonly object: KubeObject;
  readonly owners: readonly LaidOutOwner[];
  readonly terminating: boolean;
  readonly inTarget: boolean;
  readonly place: Place | 'nowhere';
}

interface Settled {
  readonly drawn: DrawnObject;
  readonly resource: Resource;
  readonly place: Place | 'nowhere';
  readonly name: string;
}

export function layOut({ objects }: DrawnGraph, namespaces: Namespaces): readonly LaidOut[] {
  const settled = settle(objects, namespaces);
  const used = new Set(settled.flatMap((it) => (it.place === 'here' ? (classOf(it, settled) ?? []) : [])));
  return settled.map((it, index): LaidOut => {
    const owners = it.drawn.owners.flatMap((owner) => settleOwner(owner, index, { settled, used }) ?? []);
    const controller = owners.findIndex((owner) => owner.controller);
    return {
      resource: it.resource,
      place: it.place,
      terminating: it.drawn.terminating,
      // By one that is being deleted clusterctl cannot overwrite another: the deletionTimestamp is immutable. It tries for minutes.
      inTarget: it.drawn.inTarget && !it.drawn.terminating,
      // The server takes one controller only, and each UID as often as it comes.
      owners: owners.map((owner, position) => ({ ...owner, controller: position === controller })),
      object: {
        apiVersion: apiVersionOf(it.resource),
        kind: it.resource.kind,
        metadata: {
          name: it.name,
          ...(it.place === 'nowhere' ? {} : { namespace: namespaces[it.place] }),
          ...(it.drawn.label === undefined ? {} : { labels: { [it.drawn.label]: '' } }),
          ...(it.drawn.terminating ? { finalizers: ['example.org/keeps-it'] } : {}),
        },
        ...fieldsOf(it, settled, namespaces),
      },
    };
  });
}

function settle(objects: readonly DrawnObject[], namespaces: Namespaces): readonly Settled[] {
  const taken = new Set<string>();
  const named = (drawn: DrawnObject, index: number, wanted: (plain: string) => string): Settled => {
    const { resource } = kinds[drawn.kind];
    // Only Secrets are looked for in the namespace of a provider.
    const own = drawn.place === 'provider' && drawn.kind !== 'Secret' ? 'here' : drawn.place;
    const place = resource.namespaced ? own : 'nowhere';
    // Objects without a namespace live with those of all other graphs.
    const plain = place === 'nowhere' ? `${namespaces.here}-o${index}` : `o${index}`;
    const name = taken.has(`${drawn.kind} ${place} ${wanted(plain)}`) ? plain : wanted(plain);
    taken.add(`${drawn.kind} ${place} ${name}`);
    return { drawn, resource, place, name };
  };
  // Clusters get such names, too: o1-ca-etcd may be the Secret of o1-ca.
  const suffixed = (drawn: DrawnObject, index: number) =>
    named(drawn, index, (plain) =>
      drawn.kind === 'Cluster' && drawn.purpose !== undefined ? `${plain}-${drawn.purpose}` : plain,
    );
  const first = objects.map((drawn, index) => (drawn.kind === 'Secret' ? undefined : suffixed(drawn, index)));
  const clusters = first.filter((it) => it?.drawn.kind === 'Cluster');
  return objects.map((drawn, index): Settled => {
    const cluster = chosen(
      clusters.filter((it) => it?.place === drawn.place),
      drawn.names[0],
    );
    return (
      first[index] ??
      named(drawn, index, (plain) =>
        drawn.purpose === undefined || cluster === undefined ? plain : `${cluster.name}-${drawn.purpose}`,
      )
    );
  });
}

function chosen<T>(list: readonly T[], choice: number | undefined): T | undefined {
  return choice === undefined ? undefined : list[choice % list.length];
}

/** Objects of one of the kinds that the object names. */
function named({ drawn }: Settled, among: readonly Settled[]): readonly Settled[] {
  return drawn.names.flatMap((choice) => chosen(among, choice) ?? []);
}

function classOf(cluster: Settled, settled: readonly Settled[]): Settled | undefined {
  if (cluster.drawn.kind !== 'Cluster') return undefined;
  return named(
    cluster,
    settled.filter(({ drawn }) => drawn.kind === 'ClusterClass'),
  )[0];
}

function fieldsOf(it: Settled, settled: readonly Settled[], namespaces: Namespaces): Readonly<Record<string, unknown>> {
  switch (it.resource.kind) {
    case 'Cluster': {
      const used = classOf(it, settled);
      if (used === undefined || used.place === 'nowhere') return { spec: {} };
      const inFull = it.drawn.inFull || used.place !== it.place;
      const classRef = { name: used.name, ...(inFull ? { namespace: namespaces[used.place] } : {}) };
      return { spec: { topology: { classRef, version: 'v1.36.0' } } };
    }
    case 'ClusterClass':
      return { spec: templatesOf(it, settled) };
    case 'ClusterResourceSetBinding': {
      const clusters = settled.filter(({ drawn, place }) => drawn.kind === 'Cluster' && place === it.place);
      const [cluster] = named(it, clusters);
      return { spec: { clusterName: cluster?.name ?? 'none' } };
    }
    default:
      return {};
  }
}

/** One reference in each field that has room for one; all of what it names is there, or clusterctl waits for it for long. */
function templatesOf(it: Settled, settled: readonly Settled[]): Readonly<Record<string, unknown>> {
  const kindsOfTemplates: readonly KindName[] = ['Template', 'Mover', 'Root', 'Hidden', 'Foreigner'];
  const templates = settled.filter(({ drawn, place }) => kindsOfTemplates.includes(drawn.kind) && place === it.place);
  const [infrastructure, controlPlane, worker] = named(it, templates).map(({ resource, name }) => ({
    templateRef: { apiVersion: apiVersionOf(resource), kind: resource.kind, name },
  }));
  return {
    ...(infrastructure && { infrastructure }),
    ...(controlPlane && { controlPlane }),
    ...(worker && {
      workers: { machineDeployments: [{ class: 'workers', bootstrap: worker, infrastructure: worker }] },
    }),
  };
}

function settleOwner(
  owner: DrawnOwner,
  index: number,
  { settled, used }: { readonly settled: readonly Settled[]; readonly used: ReadonlySet<Settled> },
): LaidOutOwner | undefined {
  const { place: own } = settled[index] ?? {};
  const isNear = ({ place }: Settled, position: number) =>
    position < index && (place === own || place === 'nowhere' || own === 'provider');
  const found = chosen(owner.anywhere ? settled : settled.filter(isNear), owner.choice);
  if (found === undefined) return undefined;
  const { resource, name, place } = found;
  // clusterctl gives up over an owner of such a kind that it has not discovered: not too often, or it never moves anything.
  const isSeen = place === 'here' || used.has(found);
  const isFatal = ['Cluster', 'ClusterClass', 'Machine'].includes(resource.kind) && (owner.gone || !isSeen);
  if (isFatal && !owner.evenFatal) return undefined;
  const version = owner.otherVersion && resource.group !== '' ? otherVersion : resource.version;
  return {
    apiVersion: apiVersionOf({ ...resource, version }),
    kind: resource.kind,
    name,
    controller: owner.controller,
    index: owner.gone ? undefined : settled.indexOf(found),
  };
}

/** The graph as a person reads it: one line an object. */
export function describeGraph(graph: readonly LaidOut[], providerType: string | undefined): string {
  const lines = graph.map(({ object: { kind, metadata, spec }, owners, place, terminating, inTarget }, index) => {
    const marks = [
      ...Object.keys(metadata.labels ?? {}),
      ...(terminating ? ['terminating'] : []),
      ...(inTarget ? ['in the target'] : []),
    ];
    const owned = owners.map((owner) =>
      owner.index === undefined ? `${owner.kind} (gone)` : `${owner.kind} ${owner.index}`,
    );
    return [
      `- ${index}: ${kind} ${metadata.name} (${place})`,
      ...(owned.length === 0 ? [] : [`owned by ${owned.join(', ')}`]),
      ...marks,
      ...(spec === undefined || JSON.stringify(spec) === '{}' ? [] : [JSON.stringify(spec)]),
    ].join('; ');
  });
  return [`provider: ${providerType ?? 'none'}`, ...lines].join('\n');
}
