/** Where objects live in the API of a server: paths from coordinates, each segment checked and encoded. */
import { apiVersionOf, type ObjectRef, type Resource } from '../api/kube-object.ts';
import { KubeError } from './errors.ts';

type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** The path of all objects of a type, in one namespace when given. */
export function collectionPath(resource: Resource, namespace?: string): string {
  const root = resource.group === '' ? ['api', resource.version] : ['apis', resource.group, resource.version];
  const scope = namespace === undefined || !resource.namespaced ? [] : ['namespaces', namespace];
  return path([...root, ...scope, resource.plural]);
}

/** The path of one object; `invalid` when a namespaced object has no namespace. */
export function objectPath(resource: Resource, { namespace, name }: ObjectRef, subresource?: string): string {
  if (resource.namespaced && namespace === undefined) {
    throw new KubeError(`${resource.plural} ${name}: must have a namespace, as ${resource.kind} is namespaced`, {
      kind: 'invalid',
    });
  }
  return `${collectionPath(resource, namespace)}${path(subresource === undefined ? [name] : [name, subresource])}`;
}

/** `?a=1&b=2`, without what is undefined; '' when nothing is left. */
export function query(parameters: Query): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== '');
  return given.length === 0
    ? ''
    : `?${new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)])).toString()}`;
}

/** Names come from objects that others write: none may climb out of its place in the path. */
function path(segments: readonly string[]): string {
  return segments
    .map((segment) => {
      if (segment === '' || segment === '.' || segment === '..' || segment.includes('/')) {
        throw new KubeError(`${JSON.stringify(segment)} must not be part of an API path: it is no name of an object`, {
          kind: 'invalid',
        });
      }
      return `/${encodeURIComponent(segment)}`;
    })
    .join('');
}

/** `create jobs.batch/v1 team-a/copy`: a call as messages name it. */
export function naming(
  verb: string,
  resource: Resource,
  { namespace, name }: { readonly namespace?: string | undefined; readonly name?: string },
  subresource?: string,
): string {
  const type = resource.group === '' ? resource.plural : `${resource.plural}.${apiVersionOf(resource)}`;
  const object = [namespace, name].filter((part) => part !== undefined && part !== '').join('/');
  return `${verb} ${type}${subresource === undefined ? '' : `/${subresource}`} ${object}`.trimEnd();
}
