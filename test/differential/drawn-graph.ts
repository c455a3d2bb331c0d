/** Any graph of objects that an API server would take, as fast-check draws, shrinks and prints it. */
import * as fc from 'fast-check';
import { moveHierarchyLabel, moveLabel } from '../../src/api/marks.ts';
import { type KindName, kinds } from './kinds.ts';

/** The namespace that is moved, another one, and one in which a provider is installed. */
export type Place = 'here' | 'elsewhere' | 'provider';

/** Numbers choose among those objects that would make sense; beyond the last one they begin again at the first. */
export interface DrawnOwner {
  readonly choice: number;
  /** Among all objects; else among those of the same namespace that come earlier, so that there are not too many circles. */
  readonly anywhere: boolean;
  /** Nobody has the UID. */
  readonly gone: boolean;
  readonly otherVersion: boolean;
  /** Even if clusterctl would give up over it. */
  readonly evenFatal: boolean;
  readonly controller: boolean;
}

export interface DrawnObject {
  readonly kind: KindName;
  readonly place: Place;
  readonly owners: readonly DrawnOwner[];
  readonly label: string | undefined;
  readonly terminating: boolean;
  /** A Secret: what it is for, in its name. */
  readonly purpose: string | undefined;
  /** What a Secret is named after, a Cluster's ClusterClass, a binding's Cluster, a ClusterClass's templates. */
  readonly names: readonly number[];
  /** A Cluster names the namespace of its ClusterClass even if it is its own. */
  readonly inFull: boolean;
  /** The target has one of its name already, if it is really moved. */
  readonly inTarget: boolean;
}

export interface DrawnGraph {
  readonly objects: readonly DrawnObject[];
  readonly providerType: 'InfrastructureProvider' | 'CoreProvider' | undefined;
}

const most = 22;

const kind = fc.oneof(
  { weight: 3, arbitrary: fc.constant<KindName>('Cluster') },
  { weight: 3, arbitrary: fc.constant<KindName>('Secret') },
  { weight: 3, arbitrary: fc.constantFrom<KindName>('ClusterClass', 'Machine', 'Template') },
  { weight: 5, arbitrary: fc.constantFrom(...(Object.keys(kinds) as KindName[])) },
);

const place = fc.oneof(
  { weight: 9, arbitrary: fc.constant<Place>('here') },
  { weight: 3, arbitrary: fc.constant<Place>('elsewhere') },
  { weight: 2, arbitrary: fc.constant<Place>('provider') },
);

const seldom = (oneOf: number) => fc.nat(oneOf - 1).map((drawn) => drawn === 1);

const owner = fc.record<DrawnOwner>({
  choice: fc.nat(most - 1),
  anywhere: seldom(6),
  gone: seldom(16),
  otherVersion: seldom(5),
  evenFatal: seldom(40),
  controller: fc.boolean(),
});

const owners = fc.oneof(
  { weight: 3, arbitrary: fc.constant<DrawnOwner[]>([]) },
  { weight: 5, arbitrary: fc.array(owner, { minLength: 1, maxLength: 1 }) },
  { weight: 2, arbitrary: fc.array(owner, { minLength: 2, maxLength: 3 }) },
);

const purposes = ['kubeconfig', 'ca', 'etcd', 'sa', 'proxy', 'apiserver-etcd-client', 'ca-etcd', 'user', 'client'];

const object = fc.record<DrawnObject>({
  kind,
  place,
  owners,
  label: fc.constantFrom(
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    moveLabel,
    moveHierarchyLabel,
  ),
  terminating: seldom(12),
  purpose: fc.option(fc.constantFrom(...purposes), { nil: undefined, freq: 3 }),
  names: fc.array(fc.nat(most - 1), { maxLength: 3 }),
  inFull: fc.boolean(),
  inTarget: seldom(6),
});

export const graphs: fc.Arbitrary<DrawnGraph> = fc.record({
  objects: fc.array(object, { minLength: 1, maxLength: most, size: 'max' }),
  providerType: fc.constantFrom('InfrastructureProvider', 'InfrastructureProvider', 'CoreProvider', undefined),
});
