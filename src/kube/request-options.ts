/** What is asked for, and how a write is meant, as query and body of a request say it. */
import type { DeleteOptions, ListOptions, WriteOptions } from './cluster-client.ts';

const usualFieldManager = 'clusterpivot';

export function selecting({ labelSelector, fieldSelector }: ListOptions) {
  return { labelSelector, fieldSelector };
}

/** How objects are to be answered: whole, or with their metadata alone. */
export function accepting(
  { metadataOnly }: ListOptions,
  partial: 'PartialObjectMetadata' | 'PartialObjectMetadataList',
) {
  return metadataOnly === true ? { accept: `application/json;as=${partial};g=meta.k8s.io;v=v1` } : {};
}

export function writing({ dryRun, fieldValidation, fieldManager = usualFieldManager }: WriteOptions) {
  return { fieldManager, dryRun: dryRun === true ? 'All' : undefined, fieldValidation };
}

export function sending({ dryRun = false, signal }: Pick<WriteOptions, 'dryRun' | 'signal'>) {
  return { dryRun, signal };
}

/** An API server that gets options in the body does not look at the query: that is for audit logs, which always have it. */
export function deleting({ dryRun }: DeleteOptions) {
  return { dryRun: dryRun === true ? 'All' : undefined };
}

export function deleteOptions(options: DeleteOptions): object {
  const { uid, resourceVersion, propagationPolicy, gracePeriodSeconds, dryRun } = options;
  const preconditions = {
    ...(uid === undefined ? {} : { uid }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
  };
  return {
    apiVersion: 'v1',
    kind: 'DeleteOptions',
    ...(dryRun === true ? { dryRun: ['All'] } : {}),
    ...(Object.keys(preconditions).length === 0 ? {} : { preconditions }),
    ...(propagationPolicy === undefined ? {} : { propagationPolicy }),
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
  };
}
