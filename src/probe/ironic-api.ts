/** What answers at the endpoint: Ironic's API with its version, drivers and nodes, and the image server with its kernel. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Facts } from '../api/probe-report.ts';
import { type Answer, Visit } from './http-exchange.ts';
import type { Settings } from './settings.ts';

/** Ironic counts nodes by the page. */
const pageOfNodes = 1000;

/** Read anew each time: Secrets are rotated. */
export async function readCredentials(path: string): Promise<string> {
  if ((await stat(path)).isDirectory()) {
    const read = async (name: string) => (await readFile(join(path, name), 'utf8')).trimEnd();
    // Read in this order, so that of two that are missing the same is named each time.
    return `${await read('username')}:${await read('password')}`;
  }
  const line = (await readFile(path, 'utf8')).split('\n')[0]?.trim() ?? '';
  if (!line.includes(':')) throw new Error(`${path}: the first line must be username:password`);
  return line;
}

async function ca({ caFile }: Settings): Promise<string | undefined> {
  return caFile === undefined ? undefined : readFile(caFile, 'utf8');
}

export async function observeApi(settings: Settings): Promise<NonNullable<Facts['api']>> {
  const { subject, apiScheme, credentialsPath } = settings;
  const credentials = credentialsPath === undefined ? undefined : await readCredentials(credentialsPath);
  using visit = new Visit({
    scheme: apiScheme,
    address: subject.address,
    port: subject.apiPort,
    ca: apiScheme === 'https' ? await ca(settings) : undefined,
  });
  const root = await visit.ask({ method: 'GET', path: '/v1/' });
  if (root.status !== 200) return outcome(root, '/v1/');
  // The root is answered without credentials, which therefore go nowhere but to a server that is Ironic.
  const version = versionOf(root.body);
  if (version === undefined) return { ...outcome(root, '/v1/'), problem: 'GET /v1/ is not answered as Ironic does' };
  const headers = {
    'x-openstack-ironic-api-version': '1.1',
    ...(credentials === undefined ? {} : { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` }),
  };
  const drivers = await visit.ask({ method: 'GET', path: '/v1/drivers', headers });
  const nodes = await visit.ask({ method: 'GET', path: `/v1/nodes?limit=${pageOfNodes}`, headers });
  const counts = { drivers: countOf(drivers, 'drivers'), nodes: countOf(nodes, 'nodes') };
  const problem =
    drivers.status === 200
      ? nodes.status === 200
        ? undefined
        : said(nodes, '/v1/nodes')
      : said(drivers, '/v1/drivers');
  return {
    connection: 'open',
    status: 200,
    version,
    ...(counts.drivers === undefined ? {} : { drivers: counts.drivers }),
    ...(counts.nodes === undefined ? {} : { nodes: counts.nodes }),
    ...(problem === undefined ? {} : { problem }),
  };
}

export async function observeImage(settings: Settings): Promise<NonNullable<Facts['image']>> {
  const { subject, imageScheme, kernelPath } = settings;
  using visit = new Visit({
    scheme: imageScheme,
    address: subject.address,
    port: subject.imagePort,
    ca: imageScheme === 'https' ? await ca(settings) : undefined,
  });
  return outcome(await visit.ask({ method: 'HEAD', path: kernelPath }), kernelPath);
}

function outcome({ connection, status, problem }: Answer, path: string) {
  return {
    connection,
    ...(status === undefined ? {} : { status }),
    ...(problem === undefined ? {} : { problem: `${path}: ${problem}` }),
  };
}

function said({ status, problem }: Answer, path: string): string {
  if (status === 401) return `${path} wants credentials`;
  return status === undefined ? `${path}: ${problem ?? 'no answer'}` : `${path} is answered with ${status}`;
}

function json(body: string | undefined): unknown {
  try {
    return JSON.parse(body ?? '');
  } catch {
    return undefined;
  }
}

export function versionOf(body: string | undefined): string | undefined {
  const root = json(body) as { id?: unknown; version?: { version?: unknown } } | null | undefined;
  const version = root?.version?.version;
  return root?.id === 'v1' && typeof version === 'string' ? version : undefined;
}

export function countOf({ status, body }: Answer, field: 'drivers' | 'nodes'): number | undefined {
  const list = (json(body) as Record<string, unknown> | null | undefined)?.[field];
  return status === 200 && Array.isArray(list) ? list.length : undefined;
}
