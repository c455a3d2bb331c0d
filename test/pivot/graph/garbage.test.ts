/** Whom does the garbage collector take once some objects are deleted? */
import { expect, test } from 'vitest';
import type { KubeObject } from '../../../src/api/kube-object.ts';
import { configMaps, nodes, secrets } from '../../../src/api/resources.ts';
import { collectedBy } from '../../../src/pivot/graph/garbage.ts';
import { found, marked, object } from '../given.ts';

const config = (name: string, ...ownedBy: readonly KubeObject[]) => object(configMaps, name, { ownedBy });
const root = config('root');
const other = config('other');
const child = config('child', root);
const grandchild = config('grandchild', child);
const node = (...ownedBy: readonly KubeObject[]) => object(nodes, 'n', { ownedBy });
const far = marked(other, { namespace: 'far', uid: 'far' });

test.each<[what: string, objects: readonly KubeObject[], collected: readonly string[]]>([
  ['nothing that nobody owns', [root, other], []],
  ['what a deleted object owns', [root, child], ['child']],
  ['and what that owns', [grandchild, root, child], ['child', 'grandchild']],
  ['not what another object owns as well', [root, other, config('shared', root, other)], []],
  ['what only collected objects own', [root, child, config('shared', root, child)], ['child', 'shared']],
  ['what an object that nobody has seen owns as well', [root, config('half', root, object(secrets, 'gone'))], ['half']],
  ['not what only an object that nobody has seen owns', [root, config('lost', object(secrets, 'gone'))], []],
  ['not what a cluster-scoped object owns as well', [root, node(), config('on', root, node())], []],
  [
    'what an object of another namespace owns as well: it is looked for in the own one',
    [root, far, config('near', root, far)],
    ['near'],
  ],
  ['no cluster-scoped object with a namespaced owner: it cannot be looked up', [root, node(root)], []],
  [
    'circles below a deleted object stay: each has an owner',
    [root, config('a', root, config('b')), config('b', config('a'))],
    [],
  ],
])('it takes %s', (_, objects, collected) => {
  const taken = collectedBy(new Set([root.metadata.uid ?? '']), objects.map(found));
  expect(taken.map((entry) => entry.object.metadata.name).toSorted()).toEqual(collected);
});
