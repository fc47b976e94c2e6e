import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { FastifyReply } from 'fastify';
import type { Coat } from './fault-rule.js';

export interface Answer {
  readonly status: number;
  /** Sent as JSON, or as it is when it is a string and `contentType` is given. */
  readonly body?: unknown;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A refusal in Pleo's form, `{ type, message }`. */
export class PleoError extends Error {
  constructor(
    readonly status: number,
    readonly type: string,
    message: string,
  ) {
    super(message);
  }
}

export function badRequest(problems: readonly string[]): PleoError {
  return new PleoError(400, 'BAD_REQUEST', problems.join('; '));
}

export function errorAnswer(error: PleoError): Answer {
  return { status: error.status, body: { type: error.type, message: error.message } };
}

export function sendAnswer(reply: FastifyReply, answer: Answer, coat?: Coat): void {
  reply.code(answer.status);
  if (answer.headers !== undefined) reply.headers(answer.headers);
  if (answer.body === undefined) {
    reply.send();
    return;
  }
  const raw = typeof answer.body === 'string' && answer.contentType !== undefined;
  reply.header('content-type', answer.contentType ?? 'application/json;charset=UTF-8');
  const text = raw ? String(answer.body) : JSON.stringify(answer.body);
  if (coat === undefined) {
    reply.send(text);
    return;
  }
  if (coat !== 'bom') reply.header('content-encoding', coat);
  reply.send(COATED[coat](text));
}

const COATED: Record<Coat, (text: string) => Buffer> = {
  gzip: (text) => gzipSync(text),
  deflate: (text) => deflateSync(text),
  br: (text) => brotliCompressSync(text),
  bom: (text) => Buffer.from(`\uFEFF${text}`),
};
