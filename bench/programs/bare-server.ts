import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answers } from './answers.js';

/** What a limit answers: the status, and a body that becomes JSON. */
export type BareAnswer = readonly [status: number, body: unknown];

/**
 * Node's own HTTP server with no more than a limit needs: it reads a body, and answers with what `take` resolves to, or
 * with 500. Its address is the program's greeting.
 */
export function serveBarely(
  take: (body: string, method: string, path: string) => Promise<BareAnswer> | BareAnswer,
): void {
  const server = createServer((request, response) => {
    const { method = '', url = '' } = request;
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      void (async () => take(body, method, url))().then(
        ([status, answer]) => {
          const text = JSON.stringify(answer);
          const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) };
          response.writeHead(status, headers).end(text);
        },
        () => response.writeHead(500, { 'Content-Length': 0 }).end(),
      );
    });
  });
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo;
    answers(`http://127.0.0.1:${port}`, () => null);
  });
}
