/** The endpoint's gates, asked of what probes report now: of one source host and any target hosts on a test network. */
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { followHold } from '../../src/pivot/endpoint/held.ts';
import { followRelease } from '../../src/pivot/endpoint/released.ts';
import type { Streak } from '../../src/pivot/endpoint/streak.ts';
import type { EndpointExpectation, EndpointGate, EndpointView, SeenReport } from '../../src/pivot/endpoint/view.ts';
import { interfaceName, type TestNetwork } from './test-network.ts';

export interface LiveGatesOptions {
  readonly network: TestNetwork;
  readonly address: string;
  readonly source: string;
  readonly targets: readonly string[];
  readonly expectation?: Partial<EndpointExpectation>;
}

export class LiveGates {
  /** What the API servers would tell. */
  sourceIronicGone = false;
  ironicNode: string | undefined;
  readonly #options: LiveGatesOptions;
  readonly #reports = new Map<string, SeenReport>();
  #release: Streak | undefined;
  #hold: Streak | undefined;

  constructor(options: LiveGatesOptions) {
    this.#options = options;
    this.ironicNode = options.targets[0];
    for (const name of [options.source, ...options.targets]) {
      options.network.host(name).probe(options.address, (report) => {
        this.#reports.set(report.node, { node: report.node, report, seenAt: performance.now() });
      });
    }
  }

  readonly released: EndpointGate = (seen) => {
    const followed = followRelease(this.#release, seen);
    this.#release = followed.streak;
    return followed.violation;
  };

  readonly held: EndpointGate = (seen) => {
    const followed = followHold(this.#hold, seen);
    this.#hold = followed.streak;
    return followed.violation;
  };

  view(): EndpointView {
    const { address, source, targets, expectation } = this.#options;
    const reports = [...this.#reports.values()];
    return {
      now: performance.now(),
      expectation: {
        address,
        interface: interfaceName,
        apiPort: 6385,
        imagePort: 6180,
        holdSeconds: 4,
        releaseSeconds: 2,
        staleAfterSeconds: 6,
        routerId: 1,
        prefixes: [],
        dhcpServers: [],
        ...expectation,
      },
      source: { cluster: 'source', nodes: [source], reports },
      target: { cluster: 'target', nodes: targets, reports },
      sourceIronicGone: this.sourceIronicGone,
      ironicNode: this.ironicNode,
    };
  }

  /** Resolves with the message once the gate says this reason, or `holds`. */
  async until(gate: EndpointGate, wanted: string): Promise<string> {
    const deadline = performance.now() + 40_000;
    for (;;) {
      const found = gate(this.view());
      if ((found?.reason ?? 'holds') === wanted) return found?.message ?? '';
      if (performance.now() > deadline) {
        throw new Error(`waited for ${wanted}, saw ${found?.reason}: ${found?.message}`);
      }
      await delay(200);
    }
  }
}
