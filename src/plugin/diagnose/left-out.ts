/** What never goes into a bundle that people send to others: values of Secrets, and whatever may repeat them. */
import { type KubeObject, withoutManagedFields } from '../../api/kube-object.ts';

/** kubectl writes the whole object into it, a Secret's data as well. */
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';
const note = '[left out]';
const telling = /passw|token|secret|credential|private.?key|api.?key/i;

/** Fields whose text somebody chose freely, and in which passwords are found in practice. */
const freeFields = ['data', 'stringData', 'binaryData', 'userData', 'cloudConfig', 'files', 'users'];

/** As it is, but for what may be secret. Of Secrets and ConfigMaps nothing but their metadata is left. */
export function withoutSecrets(object: KubeObject): unknown {
  const { metadata, ...rest } = withoutManagedFields(object);
  const { [lastApplied]: _, ...annotations } = metadata.annotations ?? {};
  const shown = metadata.annotations === undefined ? metadata : { ...metadata, annotations };
  return { ...(cleaned(rest) as object), metadata: shown };
}

function cleaned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(cleaned);
  if (typeof value !== 'object' || value === null) return value;
  if (isTellingPair(value)) return { ...value, value: note };
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, isFree(key, inner) ? note : cleaned(inner)]),
  );
}

/** An environment variable or a variable of a topology, by its name. */
function isTellingPair(value: object): boolean {
  const { name, value: own } = value as { readonly name?: unknown; readonly value?: unknown };
  return typeof name === 'string' && own !== undefined && (telling.test(name) || typeof own === 'object');
}

/** A reference to a Secret names it, and is no secret. */
function isFree(key: string, value: unknown): boolean {
  if (freeFields.includes(key)) return !isReference(value);
  return telling.test(key) && typeof value === 'string' && !/(name|ref|version)$/i.test(key);
}

function isReference(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    'name' in value &&
    Object.keys(value).every((key) => key === 'name' || key === 'namespace')
  );
}
