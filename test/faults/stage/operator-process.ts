/** The operator as a process of its own, started again whenever it ends, as its Deployment does. */
import { leases } from '../../../src/api/resources.ts';
import type { ClusterClient } from '../../../src/kube/cluster-client.ts';
import { isNotFound } from '../../../src/kube/errors.ts';
import { type Program, start } from '../../env/child-process.ts';

export interface OperatorParts {
  /** The operator, bundled. */
  readonly module: string;
  /** File with a kubeconfig of the source, of its own account. */
  readonly kubeconfig: string;
  /** Image of the Jobs. */
  readonly image: string;
  /** Of the source, to free its Lease. */
  readonly admin: ClusterClient;
  readonly logFile: string;
  /** Variables of its environment, over those that it has on every stage. */
  readonly settings: Readonly<Record<string, string>>;
}

export const ownNamespace = 'clusterpivot-system';
/** Name of its Lease. */
export const leaseName = 'clusterpivot-operator';

export class OperatorProcess {
  readonly #parts: OperatorParts;
  #program: Program | undefined;
  #stopping = false;
  #running: Promise<void> | undefined;
  /** How often it was started. */
  starts = 0;

  constructor(parts: OperatorParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** SIGKILL; resolves when it is dead. The next one starts by itself. */
  async kill(): Promise<void> {
    await this.#program?.stop('SIGKILL');
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#program?.stop();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      this.starts += 1;
      this.#program = await this.#start();
      await this.#program.exited;
      await this.#freeLease();
    }
  }

  async #start(): Promise<Program> {
    const { module, kubeconfig, image, logFile, settings } = this.#parts;
    const env = {
      PATH: process.env['PATH'] ?? '',
      NODE_OPTIONS: '--disable-warning=DEP0040',
      POD_NAMESPACE: ownNamespace,
      POD_NAME: 'clusterpivot-operator-0',
      OPERATOR_IMAGE: image,
      KUBECONFIG: kubeconfig,
      HEALTH_PORT: '0',
      METRICS_PORT: '0',
      LOG_LEVEL: 'debug',
      STABILITY_SECONDS: '0',
      // A machine that has much else to do shall not cost it its leadership; who takes a Lease away does.
      LEASE_DURATION_SECONDS: '60',
      LEASE_RENEW_SECONDS: '45',
    };
    return start([process.execPath, module], logFile, { env: { ...env, ...settings } });
  }

  /** A dead holder would be waited for; how long is proven where leader election is. */
  async #freeLease(): Promise<void> {
    const { admin } = this.#parts;
    const ref = { namespace: ownNamespace, name: leaseName };
    try {
      await admin.patch(leases, ref, { type: 'merge', body: { spec: { holderIdentity: '' } } });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
}
