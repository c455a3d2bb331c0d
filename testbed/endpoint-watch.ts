/** Follows who holds Ironic's endpoint, live, from the container of the BMCs. */

import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { finished } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { bmcsContainer } from './bmcs.ts';
import type { TestbedCluster } from './cluster.ts';
import type { Engine } from './engine.ts';
import { endpointInterface } from './manifests/endpoint.ts';
import { parseSighting, type Sighting } from './witness/endpoint.ts';

export interface EndpointWatch {
  /** All so far: who held it at first, and every change. */
  readonly sightings: readonly Sighting[];
  /** Ends the watch; the last sighting says whether it lasted until then. */
  stop(): Promise<readonly Sighting[]>;
}

interface Watched {
  readonly engine: Engine;
  readonly source: TestbedCluster;
  readonly target: TestbedCluster;
  readonly places: { readonly endpoint: string };
}

async function macOf(cluster: TestbedCluster): Promise<string> {
  return (await cluster.exec(['cat', `/sys/class/net/${endpointInterface}/address`])).trim();
}

const lastWordsMs = 2000;

/** Resolves once somebody, or nobody, was seen to hold it. */
export async function watchEndpoint({ engine, source, target, places }: Watched): Promise<EndpointWatch> {
  const sides = { source: await macOf(source), target: await macOf(target) };
  const exec = await engine.getContainer(bmcsContainer).exec({
    Cmd: ['python3', '/opt/ironic/watch_endpoint.py', 'eth0', places.endpoint],
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
  });
  const stream = await exec.start({ hijack: true, stdin: true });
  const [out, err] = [new PassThrough(), new PassThrough().resume()];
  engine.modem.demuxStream(stream, out, err);
  stream.on('end', () => out.end());
  const sightings: Sighting[] = [];
  const first = Promise.withResolvers<void>();
  createInterface({ input: out })
    .on('line', (line) => {
      sightings.push(parseSighting(line, sides));
      first.resolve();
    })
    .on('close', () => first.reject(new Error('the watch on the endpoint ended before it saw anything')));
  await first.promise;
  return {
    sightings,
    stop: async () => {
      stream.end();
      await Promise.race([finished(out, { writable: false }), sleep(lastWordsMs)]);
      stream.destroy();
      return sightings;
    },
  };
}
