/** Turns the bytes of a watch answer into events; anything that is not an event is an error, never dropped. */
import { apiVersionOf, type KubeObject, type Resource } from '../api/kube-object.ts';
import type { WatchEvent } from './cluster-client.ts';
import { errorOfFailure, errorOfStatus, KubeError } from './errors.ts';

/** An object of the largest size that etcd takes, with room for what the API server adds. */
const longestLine = 16 * 1024 * 1024;

/** Newline-separated pieces of a byte stream; characters may be split between chunks. */
async function* lines(body: AsyncIterable<Buffer>, what: string): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true });
    if (rest.length > longestLine)
      throw new KubeError(`${what}: an event is larger than ${longestLine} bytes`, { kind: 'server' });
    const complete = rest.split('\n');
    rest = complete.pop() ?? '';
    yield* complete.filter((line) => line.trim() !== '');
  }
  if (rest.trim() !== '')
    throw new KubeError(`${what}: the stream ended in the middle of an event`, { kind: 'network' });
}

/** Ends with the body; rejects on an ERROR event (`gone` for 410) and on lines that are no events. */
export async function* watchEvents(
  body: AsyncIterable<Buffer>,
  resource: Resource,
  what: string,
): AsyncGenerator<WatchEvent> {
  try {
    for await (const line of lines(body, what)) yield eventOf(line, resource, what);
  } catch (error) {
    throw errorOfFailure(what, error);
  }
}

function eventOf(line: string, resource: Resource, what: string): WatchEvent {
  const { type, object } = parsed(line, what);
  switch (type) {
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED':
      return { type, object: withKind(object as KubeObject, resource) };
    case 'BOOKMARK':
      return { type, resourceVersion: (object as KubeObject).metadata.resourceVersion ?? '' };
    case 'ERROR':
      throw errorOfStatus(what, object);
    default:
      throw new KubeError(`${what}: unknown event type ${JSON.stringify(type)}`, { kind: 'server' });
  }
}

function parsed(line: string, what: string): { readonly type: unknown; readonly object: object } {
  const event = parsedJson(line, what);
  if (typeof event === 'object' && event !== null && 'type' in event && 'object' in event) {
    const { type, object } = event;
    if (typeof object === 'object' && object !== null && (type === 'ERROR' || 'metadata' in object))
      return { type, object };
  }
  throw new KubeError(`${what}: the server sent a line that is no watch event`, { kind: 'server' });
}

function parsedJson(line: string, what: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new KubeError(`${what}: the server sent an event that is not JSON`, { kind: 'server', cause });
  }
}

/** Items of built-in lists come without apiVersion and kind, metadata alone with those of what they are wrapped in. */
export function withKind(object: KubeObject, resource: Resource, apiVersion?: string): KubeObject {
  const { kind } = resource;
  if (object.kind === 'PartialObjectMetadata') return { ...object, apiVersion: apiVersionOf(resource), kind };
  if (object.kind !== undefined && object.apiVersion !== undefined) return object;
  return { ...object, apiVersion: apiVersion ?? apiVersionOf(resource), kind };
}
