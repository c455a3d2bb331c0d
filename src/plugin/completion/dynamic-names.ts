/** Names out of the cluster for a command line that is being typed; none when it cannot be asked at once. */
import type { KubeObject, Resource } from '../../api/kube-object.ts';
import { clusterPivots, namespaces } from '../../api/resources.ts';
import type { Shell } from '../shell.ts';
import type { Candidate, Dynamic } from './candidates.ts';

/** Somebody waits with a finger on the key. */
const patienceMs = 2000;

export async function dynamicNames(
  shell: Shell,
  dynamic: Dynamic,
  words: readonly string[],
): Promise<readonly Candidate[]> {
  try {
    const connected = shell.connect({
      file: valueOf(words, ['--kubeconfig']),
      context: valueOf(words, ['--context']),
      timeoutMs: patienceMs,
    });
    try {
      if (dynamic === 'contexts') return connected.contexts.map((value) => ({ value }));
      const list = async (resource: Resource, namespace?: string) =>
        (
          await connected.client.list(resource, {
            signal: AbortSignal.timeout(patienceMs),
            ...(namespace === undefined ? {} : { namespace }),
          })
        ).items;
      if (dynamic === 'namespaces') return (await list(namespaces)).map(({ metadata: { name } }) => ({ value: name }));
      const pivots = await list(clusterPivots, valueOf(words, ['--namespace', '-n']) ?? connected.namespace);
      return pivots.flatMap((pivot) => candidateOf(pivot, dynamic));
    } finally {
      await connected.client.close();
    }
  } catch {
    // Whoever completes a word reads no error.
    return [];
  }
}

function candidateOf(pivot: KubeObject, dynamic: 'pivots' | 'plans'): readonly Candidate[] {
  const { name } = pivot.metadata;
  const { phase = 'not begun', plan } = (pivot['status'] ?? {}) as {
    readonly phase?: string;
    readonly plan?: { readonly hash: string };
  };
  if (dynamic === 'pivots') return [{ value: name, description: phase }];
  return plan === undefined ? [] : [{ value: plan.hash, description: `plan of ${name}` }];
}

/** Of `--flag value` and `--flag=value`. */
function valueOf(words: readonly string[], names: readonly string[]): string | undefined {
  for (const [index, word] of words.slice(0, -1).entries()) {
    if (names.includes(word)) return words[index + 1];
    const name = names.find((one) => word.startsWith(`${one}=`));
    if (name !== undefined) return word.slice(name.length + 1);
  }
  return undefined;
}
