import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A span as it arrived. */
export interface ReceivedSpan {
  readonly name: string;
  readonly kind: 'server' | 'client';
  readonly traceId: string;
  readonly spanId: string;
  /** '' where it has none. */
  readonly parentId: string;
  readonly links: readonly { traceId: string; spanId: string }[];
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly isError: boolean;
}

/** An OpenTelemetry collector that takes OTLP over HTTP and keeps all spans. */
export interface OtlpReceiver {
  readonly url: string;
  readonly spans: readonly ReceivedSpan[];
  /** Each request's path, headers and body. */
  readonly requests: readonly { path: string; headers: IncomingHttpHeaders; body: Buffer }[];
  /** The service's own attributes, of the last request. */
  readonly resource: Readonly<Record<string, string | number>>;
  /** Answers with this status from now on. */
  answerWith(status: number): void;
  stop(): Promise<void>;
}

export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = [];
  const requests: { path: string; headers: IncomingHttpHeaders; body: Buffer }[] = [];
  let resource: Record<string, string | number> = {};
  let status = 200;
  const server = createServer((request, response) => {
    void buffer(request).then((body) => {
      requests.push({ path: request.url ?? '', headers: request.headers, body });
      if (status === 200) {
        for (const ofResource of fields(body).all(1)) {
          resource = attributes(fields(fields(ofResource).all(1)[0]).all(1));
          for (const ofScope of fields(ofResource).all(2)) spans.push(...fields(ofScope).all(2).map(spanIn));
        }
      }
      response.writeHead(status).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    spans,
    requests,
    get resource() {
      return resource;
    },
    answerWith(next) {
      status = next;
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The numbers are those of opentelemetry/proto/trace/v1/trace.proto. */
function spanIn(message: Buffer): ReceivedSpan {
  const span = fields(message);
  const [from, to] = [span.number(7), span.number(8)];
  return {
    traceId: span.hex(1),
    spanId: span.hex(2),
    parentId: span.hex(4),
    name: span.text(5),
    kind: span.number(6) === 2n ? 'server' : 'client',
    startedAt: new Date(Number(from / 1_000_000n)),
    durationMs: Number(to - from) / 1e6,
    attributes: attributes(span.all(9)),
    links: span.all(13).map((link) => ({ traceId: fields(link).hex(1), spanId: fields(link).hex(2) })),
    isError: fields(span.all(15)[0]).number(3) === 2n,
  };
}

function attributes(entries: readonly Buffer[]): Record<string, string | number> {
  return Object.fromEntries(
    entries.map((entry) => {
      const value = fields(fields(entry).all(2)[0]);
      return [fields(entry).text(1), value.all(1)[0] ? value.text(1) : Number(value.number(3))];
    }),
  );
}

/** The fields of a protobuf message by their numbers: as much of the format as spans need. */
function fields(message: Buffer = Buffer.alloc(0)) {
  const numbers = new Map<number, bigint>();
  const bytes = new Map<number, Buffer[]>();
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = message.readUInt8(at++);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < message.length) {
    const tag = Number(varint());
    const field = tag >> 3;
    switch (tag & 7) {
      case 0:
        numbers.set(field, varint());
        break;
      case 1:
        numbers.set(field, message.readBigUInt64LE(at));
        at += 8;
        break;
      case 2: {
        const length = Number(varint());
        bytes.set(field, [...(bytes.get(field) ?? []), message.subarray(at, at + length)]);
        at += length;
        break;
      }
      case 5:
        at += 4;
        break;
      default:
        throw new Error(`wire type ${tag & 7} of field ${field}`);
    }
  }
  const all = (field: number): Buffer[] => bytes.get(field) ?? [];
  return {
    all,
    number: (field: number): bigint => numbers.get(field) ?? 0n,
    text: (field: number): string => all(field)[0]?.toString('utf8') ?? '',
    hex: (field: number): string => all(field)[0]?.toString('hex') ?? '',
  };
}
