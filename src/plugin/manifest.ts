/** The ClusterPivot that somebody wants, from a manifest or from flags. */
import { parse } from 'yaml';
import { type ClusterPivot, parseSpec } from '../api/clusterpivot.ts';
import { apiVersionOf, type KubeObject } from '../api/kube-object.ts';
import { clusterPivots } from '../api/resources.ts';
import { exitCodes, Failure } from './exit-codes.ts';
import type { Shell } from './shell.ts';

export interface ManifestFlags {
  readonly filename?: string;
  readonly cluster?: string;
  readonly endpoint?: string;
  readonly interface?: string;
  readonly approval?: 'Automatic' | 'Manual';
}

export interface Place {
  /** Where a manifest does not say. */
  readonly namespace: string;
  /** Of the flag: a manifest that says another one is refused, as kubectl does. */
  readonly asked: string | undefined;
  readonly name: string | undefined;
}

export function describesPivot({ filename, cluster }: ManifestFlags): boolean {
  return filename !== undefined || cluster !== undefined;
}

/** As it was written, without defaults. */
export async function wantedPivot(shell: Shell, flags: ManifestFlags, place: Place): Promise<KubeObject> {
  if (flags.filename === undefined) return fromFlags(flags, place);
  const fieldFlags = [flags.cluster, flags.endpoint, flags.interface, flags.approval];
  if (fieldFlags.some((flag) => flag !== undefined)) {
    throw new Failure(
      '--filename has all of the ClusterPivot in it: --cluster, --endpoint, --interface and --approval are for those without',
      exitCodes.usage,
    );
  }
  return fromText(await shell.readFile(flags.filename), flags.filename, place);
}

function fromFlags({ cluster, endpoint, interface: device, approval }: ManifestFlags, place: Place): KubeObject {
  if (cluster === undefined) throw new Failure('say what to pivot: -f FILE, or --cluster NAME', exitCodes.usage);
  if ((endpoint === undefined) !== (device === undefined))
    throw new Failure('--endpoint and --interface belong together', exitCodes.usage);
  return {
    apiVersion: apiVersionOf(clusterPivots),
    kind: clusterPivots.kind,
    metadata: { name: place.name ?? cluster, namespace: place.namespace },
    spec: {
      clusterName: cluster,
      ...(approval === undefined ? {} : { approval }),
      ...(endpoint === undefined ? {} : { ironic: { endpoint: { address: endpoint, interface: device } } }),
    },
  };
}

function fromText(text: string, file: string, { namespace, asked, name }: Place): KubeObject {
  const object = readManifest(text, file);
  const { metadata } = object;
  if (asked !== undefined && metadata.namespace !== undefined && metadata.namespace !== asked) {
    throw new Failure(`${file} is for namespace ${metadata.namespace}, and --namespace says ${asked}`, exitCodes.usage);
  }
  if (name !== undefined && metadata.name !== name) {
    throw new Failure(`${file} is of ClusterPivot ${metadata.name}, not of ${name}`, exitCodes.usage);
  }
  return { ...object, metadata: { ...metadata, namespace: metadata.namespace ?? namespace } };
}

function readManifest(text: string, file: string): KubeObject {
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    throw new Failure(
      `${file} is not YAML with one document: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  const object = (value ?? {}) as Partial<KubeObject>;
  const wanted = `${apiVersionOf(clusterPivots)} ${clusterPivots.kind}`;
  const found = `${object.apiVersion} ${object.kind}`;
  if (found !== wanted) throw new Failure(`${file} must have one ${wanted} in it, not ${found}`);
  if (typeof object.metadata?.name !== 'string') throw new Failure(`${file} must say metadata.name`);
  return object as KubeObject;
}

/** As the API server would complete it, for what is asked before it is there. */
export function completed(object: KubeObject): ClusterPivot {
  const parsed = parseSpec(object['spec']);
  if (!parsed.ok) throw new Failure(`the ClusterPivot is not valid: spec.${parsed.problem}`);
  return { ...object, spec: parsed.spec, status: {} };
}
