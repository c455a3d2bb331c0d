/** The CustomResourceDefinition of Ironic resources, generated from the Go types of the Ironic Standalone Operator. */
import { goCrds } from '../go-crds.ts';
import type { Progress } from '../progress.ts';

/** YAML, with all kinds of that API. */
export async function ironicCrds(progress?: Progress): Promise<string> {
  return goCrds({ module: 'irso', types: 'github.com/metal3-io/ironic-standalone-operator/api/v1alpha1' }, progress);
}
