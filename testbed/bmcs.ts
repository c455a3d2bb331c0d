/** The emulated BMCs of all hosts: a container outside both clusters, which outlives both, with a log of power commands. */
import { setTimeout as sleep } from 'node:timers/promises';
import { contentKey } from './cache.ts';
import type { Engine } from './engine.ts';
import { imageId } from './image.ts';
import { ironicImage } from './ironic-image.ts';
import { provisioningNetwork } from './network.ts';
import { containerName, generationLabel, testbedLabel } from './node-container.ts';
import { execInNode } from './node-exec.ts';
import { type BmcSystem, bmcPort } from './seed/host-objects.ts';

/** Name of their container. */
export const bmcsContainer = containerName('bmcs');
const pollMilliseconds = 100;
const patienceMilliseconds = 30_000;

export interface BmcStart {
  /** The container's fixed address on the provisioning network. */
  readonly address: string;
  readonly systems: readonly BmcSystem[];
}

/** As the emulator's driver wants them, all powered on. */
function emulated({ uuid, name, mac }: BmcSystem): object {
  return { uuid, name, power_state: 'On', nics: [{ mac, ip: '' }] };
}

async function start(engine: Engine, { address, systems }: BmcStart, generation: string): Promise<void> {
  const container = await engine.createContainer({
    name: bmcsContainer,
    Image: ironicImage,
    Cmd: ['python3', '/opt/ironic/bmcs.py'],
    Env: [`SYSTEMS=${JSON.stringify(systems.map(emulated))}`],
    Labels: { [testbedLabel]: 'bmcs', [generationLabel]: generation },
    HostConfig: { NetworkMode: provisioningNetwork },
    NetworkingConfig: { EndpointsConfig: { [provisioningNetwork]: { IPAMConfig: { IPv4Address: address } } } },
  });
  await container.start();
  await untilTheyAnswer(address);
}

async function untilTheyAnswer(address: string): Promise<void> {
  const deadline = performance.now() + patienceMilliseconds;
  for (;;) {
    const answered = await fetch(`http://${address}:${bmcPort}/redfish/v1/Systems`, {
      signal: AbortSignal.timeout(2000),
    }).then(
      ({ ok }) => ok,
      () => false,
    );
    if (answered) return;
    if (performance.now() > deadline)
      throw new Error(`the emulated BMCs do not answer; see docker logs ${bmcsContainer}`);
    await sleep(pollMilliseconds);
  }
}

/** Makes sure that the BMCs of `systems` answer. Those that run already keep their power states and their log. */
export async function ensureBmcs(engine: Engine, wanted: BmcStart): Promise<void> {
  const generation = contentKey([(await imageId(engine, ironicImage)) ?? '', JSON.stringify(wanted)]);
  const running = await engine
    .getContainer(bmcsContainer)
    .inspect()
    .catch(() => undefined);
  if (running?.State.Running === true && running.Config.Labels[generationLabel] === generation) return;
  await removeBmcs(engine);
  await start(engine, wanted, generation);
}

/** All powered on, and nothing in the log: they remember nothing across a start. Does nothing when there are none. */
export async function resetBmcs(engine: Engine, address: string): Promise<void> {
  const container = engine.getContainer(bmcsContainer);
  const there = await container.inspect().catch(() => undefined);
  if (there === undefined) return;
  await container.restart({ t: 0 });
  await untilTheyAnswer(address);
}

export async function removeBmcs(engine: Engine): Promise<void> {
  await engine
    .getContainer(bmcsContainer)
    .remove({ force: true, v: true })
    .catch((error: unknown) => {
      if ((error as { statusCode?: number }).statusCode !== 404) throw error;
    });
}

/** Every power command since the start (or reset), oldest first, as JSON lines. */
export async function powerLog(engine: Engine): Promise<readonly string[]> {
  const text = await execInNode(engine, bmcsContainer, ['cat', '/var/log/power.jsonl']);
  return text.split('\n').filter((line) => line !== '');
}
