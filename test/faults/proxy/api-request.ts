/** Who asks an API server for what: read off an HTTP request, as the API server itself reads it. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Side } from '../../../testbed/witness/audit-entry.ts';

export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection';

export interface ApiRequest {
  readonly side: Side;
  /** The ServiceAccount that the token names, `system:serviceaccount:<namespace>:<name>`; '' for any other credentials. */
  readonly user: string;
  readonly agent: string;
  readonly verb: Verb;
  readonly group: string;
  /** Plural name of the type; '' for paths that are no resource, such as /readyz. */
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  /** '' for requests on a whole collection. */
  readonly name: string;
  readonly dryRun: boolean;
  /** What a write of a whole status says in `phase`; '' for everything else. */
  readonly phase: string;
  /** Path and query. */
  readonly path: string;
}

export interface RawRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export function readRequest(side: Side, { method = 'GET', url = '/', headers, body }: RawRequest): ApiRequest {
  const { pathname, searchParams } = new URL(url, 'https://api');
  const place = placeOf(pathname.split('/').filter((part) => part !== ''));
  const isWatch = ['true', '1'].includes(searchParams.get('watch') ?? '');
  const isCreation = method === 'POST' && place.name === '';
  const isOfStatus = method === 'PUT' && place.subresource === 'status';
  const sent = isCreation || isOfStatus ? objectIn(headers, body) : {};
  return {
    side,
    user: userOf(headers.authorization),
    agent: headers['user-agent'] ?? '',
    verb: verbOf(method, place.name !== '', isWatch),
    ...place,
    ...(isCreation ? { name: sent.metadata?.name ?? '' } : {}),
    dryRun: searchParams.has('dryRun'),
    phase: isOfStatus ? (sent.status?.phase ?? '') : '',
    path: url,
  };
}

type Place = Pick<ApiRequest, 'group' | 'resource' | 'subresource' | 'namespace' | 'name'>;

const nowhere: Place = { group: '', resource: '', subresource: '', namespace: '', name: '' };

/** `/api/v1/…` or `/apis/<group>/<version>/…`, then perhaps `namespaces/<namespace>`, then resource, name and subresource. */
function placeOf(parts: readonly string[]): Place {
  const [root, ...rest] = parts;
  if (root === 'api') return placeIn('', rest.slice(1));
  if (root === 'apis') return placeIn(rest[0] ?? '', rest.slice(2));
  return nowhere;
}

/** What is below a Namespace and belongs to the Namespace itself. */
const ofNamespaces = ['status', 'finalize'];

function placeIn(group: string, parts: readonly string[]): Place {
  const [first = '', namespace = '', inside] = parts;
  const isNamespaced = first === 'namespaces' && inside !== undefined && !ofNamespaces.includes(inside);
  const [resource = '', name = '', subresource = ''] = isNamespaced ? parts.slice(2) : parts;
  return { group, resource, subresource, namespace: isNamespaced ? namespace : '', name };
}

interface SentObject {
  readonly metadata?: { readonly name?: string };
  readonly status?: { readonly phase?: string };
}

function objectIn(headers: IncomingHttpHeaders, body: Buffer): SentObject {
  if (headers['content-type']?.startsWith('application/json') !== true) return {};
  return JSON.parse(body.toString('utf8')) as SentObject;
}

function verbOf(method: string, isNamed: boolean, isWatch: boolean): Verb {
  switch (method) {
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return isNamed ? 'delete' : 'deletecollection';
    default:
      if (isWatch) return 'watch';
      return isNamed ? 'get' : 'list';
  }
}

/** The subject of a token; it is not verified, since the API server does that. */
function userOf(authorization: string | undefined): string {
  const payload = /^Bearer [\w-]+\.([\w-]+)\.[\w-]+$/.exec(authorization ?? '')?.[1];
  if (payload === undefined) return '';
  const { sub } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { readonly sub?: string };
  return sub ?? '';
}

const writes: readonly Verb[] = ['create', 'update', 'patch', 'delete', 'deletecollection'];
const neverStored = ['authorization.k8s.io', 'authentication.k8s.io'];

/** Whether it is to change what is stored: no dry run, no review of rights, no request for a token. */
export function isWrite({ verb, group, subresource, dryRun }: ApiRequest): boolean {
  return writes.includes(verb) && !dryRun && !neverStored.includes(group) && subresource !== 'token';
}

/** `delete secrets metal3/prod-ca in the target`, `update clusterpivots/status metal3/prod (Copying) in the source`. */
export function inWords({ side, verb, resource, subresource, namespace, name, phase, path }: ApiRequest): string {
  if (resource === '') return `${verb} ${path} in the ${side}`;
  const type = subresource === '' ? resource : `${resource}/${subresource}`;
  const object = [namespace, name].filter((part) => part !== '').join('/');
  const said = phase === '' ? '' : `(${phase})`;
  return `${[verb, type, object, said].filter((part) => part !== '').join(' ')} in the ${side}`;
}
