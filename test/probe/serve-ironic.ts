/** What a probe asks of Ironic, answered: the API's root, its drivers and nodes, and a deploy kernel. */
import { createServer } from 'node:http';

const answers: Readonly<Record<string, object>> = {
  '/v1/': { id: 'v1', version: { id: 'v1', status: 'CURRENT', min_version: '1.1', version: '1.96' } },
  '/v1/drivers': { drivers: [{ name: 'redfish' }] },
  '/v1/nodes': { nodes: [] },
};

createServer((request, response) => {
  const answer = answers[request.url?.split('?')[0] ?? ''];
  response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(answer ?? {}));
}).listen(6385);
createServer((_, response) => response.end()).listen(6180);
