import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { pathOf } from '../api/path-of.js';
import { problemOf } from '../api/problem-details.js';
import { RequestTimeout } from '../api/http.errors.js';
import { ValidationFailed } from '../api/validation.js';
import { ANSWER_HEADERS } from './security-headers.js';

/** How long a client may take to close its side of a connection. */
const LINGER_MS = 2000;

const PROBLEM_JSON = 'application/problem+json; charset=utf-8';
const HEADER_LINES = Object.entries(ANSWER_HEADERS)
  .map(([name, value]) => `${name}: ${value}\r\n`)
  .join('');

/** Answers a URL that the router cannot read, before any route or hook has seen the request. */
export function refuseUrl(error: Error, request: FastifyRequest, reply: FastifyReply): void {
  const problem = problemOf(refusal(error.message), {
    instance: pathOf(request),
    requestId: String(request.id),
  });
  reply
    .status(problem.status)
    .headers({ ...ANSWER_HEADERS, 'Content-Type': PROBLEM_JSON, 'X-Request-Id': request.id })
    .send(JSON.stringify(problem));
}

/** Answers bytes that are no HTTP request, or one with headers that are too large, and closes the connection. */
export function refuseConnection(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const isTimeout = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  const problem = problemOf(
    isTimeout ? new RequestTimeout() : refusal(`it is not valid HTTP (${error.code ?? error.message})`),
    { instance: '', requestId: randomUUID() },
  );
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : problem.status;
  const body = JSON.stringify({ ...problem, status });
  // The answer is sent; a client that keeps the connection open is cut off.
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: ${PROBLEM_JSON}\r\n${HEADER_LINES}` +
      `X-Request-Id: ${problem.requestId}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

function refusal(reason: string): ValidationFailed {
  return new ValidationFailed([{ pointer: '', detail: `cannot be read: ${reason}` }]);
}
