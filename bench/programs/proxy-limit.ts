import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent } from 'undici';
import { answers } from './answers.js';

/**
 * The least that passing a read on costs in Node: its own HTTP server before undici, without a key, a database or a
 * look at the answer. The arguments are the target's origin and the number of connections.
 */
const [origin = '', connections = ''] = process.argv.slice(2);
const agent = new Agent({ connections: Number(connections), pipelining: 1 });
const server = createServer(({ url = '' }, response) => {
  agent.dispatch(
    { origin, path: url, method: 'GET', headers: { Accept: 'application/json' } },
    {
      onRequestStart: () => undefined,
      onResponseStart: (_, status, { 'content-type': type = '' }) =>
        void response.writeHead(status, { 'Content-Type': type }),
      onResponseData: (_, chunk) => void response.write(chunk),
      onResponseEnd: () => void response.end(),
      onResponseError: () => void response.destroy(),
    },
  );
});
server.keepAliveTimeout = 600_000;
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  answers(`http://127.0.0.1:${port}`, () => null);
});
