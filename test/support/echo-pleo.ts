import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** How a gateway may dress up what it repeats. */
const COATS: ((value: string) => string)[] = [
  (value) => value,
  (value) => value.replace(/[^a-z\d]/gi, (c) => `\\u00${c.charCodeAt(0).toString(16).padStart(2, '0')}`),
  (value) => encodeURIComponent(value),
  (value) => value.replace(/[^a-z\d]/gi, (c) => `&#${c.charCodeAt(0)};`),
  (value) => value.replace(/.{20}/g, '$&\\r\\n '),
  (value) => Buffer.from(`{"request":"${value}"}`).toString('base64'),
  (value) => Buffer.from(value).toString('hex'),
];

/** Where bodies are cut: what comes before it is so long that a repeated value lies across it. */
const CUTS = [0, 2048, 64 * 1024];

/**
 * Something before Pleo, and before its authorization server, that repeats what it is sent in every place of its
 * answers: the status line, headers, bodies in JSON, HTML and text, and what it was sent in earlier requests, too.
 */
export class EchoPleo {
  /**
   * Every secret that it was sent: Authorization, as it came and decoded, and what stood in bodies and URLs of tokens.
   */
  readonly secrets = new Set<string>();
  /** Which status the next events of a job get, by the job. What has none, and lists, get 403. */
  readonly statuses = new Map<string, { post: number; get: number }>();
  readonly answered = new Map<number, number>();
  private turn = 0;

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => void this.take(request, response));
  }

  static async start(): Promise<EchoPleo> {
    const pleo = new EchoPleo(createServer());
    pleo.server.listen(0, '127.0.0.1');
    await once(pleo.server, 'listening');
    return pleo;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.close().closeAllConnections();
    await once(this.server, 'close');
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const { authorization = '' } = request.headers;
    const isToken = request.url?.startsWith('/oauth/') ?? false;
    const own = [
      ...(authorization ? [authorization, authorization.replace(/^\w+ /, '')] : []),
      ...(authorization.startsWith('Basic ')
        ? [Buffer.from(authorization.slice(6), 'base64').toString()]
        : []),
      ...(isToken
        ? [...new URLSearchParams(body)].filter(([name]) => SECRET_FIELDS.has(name)).map(([, value]) => value)
        : []),
    ];
    for (const secret of own) this.secrets.add(secret);
    const turn = this.turn++;
    const coat = COATS[turn % COATS.length] ?? String;
    const said = [...own, body, request.url ?? '', [...this.secrets].at(turn % this.secrets.size) ?? ''].map(
      coat,
    );
    const status = isToken
      ? (TOKEN_STATUSES[turn % TOKEN_STATUSES.length] ?? 400)
      : this.statusOf(request, body);
    this.answered.set(status, (this.answered.get(status) ?? 0) + 1);
    const line = own[0]?.replace(/[^\x20-\x7e]/g, '') ?? '';
    response.statusCode = status;
    response.statusMessage = line;
    for (const name of [
      'x-echo',
      'www-authenticate',
      'location',
      'server',
      'set-cookie',
      'date',
      'x-request-id',
    ])
      response.setHeader(name, line);
    response.setHeader('retry-after', turn % 2 === 0 ? line : `1, ${line}`);
    response.setHeader('content-type', turn % 3 === 0 ? `text/html; was="${line}"` : 'application/json');
    response.end(bodyOf(turn, said, isToken, request.url ?? ''));
  }

  private statusOf({ method, url = '' }: IncomingMessage, body: string): number {
    const jobId = /[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/.exec(body + url)?.[0] ?? '';
    const { post, get } = this.statuses.get(jobId) ?? { post: 403, get: 403 };
    return method === 'POST' ? post : get;
  }
}

const SECRET_FIELDS = new Set(['code', 'code_verifier', 'refresh_token', 'client_secret']);
const TOKEN_STATUSES = [400, 401, 302, 403, 500, 200];

function bodyOf(turn: number, said: string[], isToken: boolean, url: string): string {
  const [first = ''] = said;
  const all = said.join(' ');
  const jobId = url.slice(url.lastIndexOf('/') + 1);
  // As it is, where an escape is one: a backslash must not become two.
  const json = `{"error":"${first.replaceAll('"', "'")}","error_description":"${all.replaceAll('"', "'")}","type":"${first}","message":"'${first}' not a valid key=value pair (missing equal-sign) in Authorization header: '${first}'.","code":"${first}","access_token":"","data":{"id":"${jobId}","status":"failed","failureReasonType":"${first}"},"${first}":1}`;
  const cut = CUTS[Math.floor(turn / 3) % CUTS.length] ?? 0;
  const before = cut === 0 ? '' : ' '.repeat(Math.max(cut - (turn % 40), 0));
  if (isToken) return json;
  switch (turn % 4) {
    case 0:
      return `<html><title>${first}</title>${before}<body class="${first}">${all}</body></html>`;
    case 1:
      return before + all;
    default:
      return json;
  }
}
