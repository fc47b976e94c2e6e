import { gzipSync } from 'node:zlib';
import { drips, goesOn, says, type Script, showsJob, writes, writesAndCloses } from './raw-pleo.js';

/** What one job meets at Pleo, and what has to come of it. */
export interface BadAnswer extends Script {
  readonly name: string;
  /** Each attempt as `outcome status`, then the event's end. */
  readonly told: readonly string[];
  /** What Pleo was asked, unless that is one POST per attempt. */
  readonly asked?: readonly string[];
  /** What is kept of the first answer. */
  readonly excerpt?: string;
  /** It takes all of PLEO_TIMEOUT_MS. */
  readonly hangs?: boolean;
  /** It has far more bytes than anybody will look at. */
  readonly isHuge?: boolean;
}

export const POST = 'POST /v1/export-job-events';
export const GET = 'GET /v1/export-jobs/ID';

const ENDLESS = Buffer.alloc(64 * 1024, 'x');
const HUNDRED_MB = `Content-Length: ${100 * 2 ** 20}`;
const HEAD_202 = 'HTTP/1.1 202 Accepted\r\n';

function head(status: number, ...lines: string[]): string {
  return [`HTTP/1.1 ${status} Odd`, ...lines, '', ''].join('\r\n');
}

/** An answer is an answer, whatever comes with it. */
const DELIVERED = ['delivered 202', 'delivered delivered'];

/** Taken, but not as Pleo takes it: its job says that it was. */
const READ_TO_BE_SURE = {
  told: ['confirmed 202', 'delivered confirmed'],
  asked: ['POST /v1/export-job-events', 'GET /v1/export-jobs/ID'],
};

/** What was sent first has met a passing fault, and the next try is answered as it should be. */
function retried(status: number | 'none'): readonly string[] {
  return [`passing ${status}`, ...DELIVERED];
}

type Row = Omit<BadAnswer, 'name'>;

/** Answers whose status says what to do. */
const STATUSES: Record<string, Row> = {
  '500 with something that is no JSON': { posts: [says(500, '{"type":')], told: retried(500) },
  '502 with an HTML page': {
    posts: [says(502, '<p>Bad gateway\0</p>'.repeat(500), ['Content-Type: text/html'])],
    told: retried(502),
    excerpt: '<p>Bad gateway\uFFFD</p>'.repeat(500).slice(0, 2048),
  },
  '400 with bytes that are no text': {
    posts: [says(400, Buffer.from(Array.from({ length: 3000 }, (_, index) => index % 256)))],
    told: retried(400),
  },
  '400 whose JSON has the keys of a prototype': {
    posts: [says(400, '{"__proto__":{"type":"X"},"constructor":{"prototype":{"message":"X"}}}')],
    told: retried(400),
  },
  '202 with the body of an error': {
    posts: [says(202, '{"type":"INTERNAL_ERROR","message":"It is broken"}')],
    ...READ_TO_BE_SURE,
  },
  '204 with a body': { posts: [says(204, '{"id":1}')], told: ['delivered 204', 'delivered delivered'] },
  '404 with an HTML page': {
    posts: [says(404, '<title>404 Not Found</title>', ['Content-Type: text/html'])],
    told: retried(404),
    excerpt: '<title>404 Not Found</title>',
  },
  '200 with an HTML page': {
    posts: [says(200, '<title>Welcome</title>', ['Content-Type: text/html'])],
    told: ['confirmed 200', 'delivered confirmed'],
    asked: ['POST /v1/export-job-events', 'GET /v1/export-jobs/ID'],
  },
  '451 in gzip': {
    posts: [says(451, gzipSync('<p>Not here</p>'), ['Content-Encoding: gzip'])],
    told: retried(451),
    excerpt: '<p>Not here</p>',
  },
  '404 in gzip that unfolds to 50 MB': {
    posts: [says(404, gzipSync(Buffer.alloc(50 * 2 ** 20)), ['Content-Encoding: gzip'])],
    told: retried(404),
  },
  '404 of Pleo in gzip, in UTF-16': {
    posts: [
      says(404, gzipSync(Buffer.from('\uFEFF{"type":"EXPORT_NOT_FOUND"}', 'utf16le')), [
        'Content-Encoding: gzip',
      ]),
    ],
    told: ['refused 404', 'dead refused'],
    excerpt: '{"type":"EXPORT_NOT_FOUND"}',
  },
  '299': { posts: [says(299)], told: ['delivered 299', 'delivered delivered'] },
  '600': { posts: [says(600)], told: retried(600) },
  '999': { posts: [says(999)], told: retried(999) },
  '301 with a place to go to': {
    posts: [says(301, '', ['Location: /v1/elsewhere'])],
    told: retried(301),
  },
  '307 with a place to go to': {
    posts: [says(307, '', ['Location: /v1/elsewhere'])],
    told: retried(307),
  },
  '202 that offers another protocol': {
    posts: [says(202, '{}', ['Connection: Upgrade', 'Upgrade: h2,h2c'])],
    told: DELIVERED,
  },
};

/** Answers that hold more than fits, or take longer than they may. */
const BODIES: Record<string, Row> = {
  '500 with 100 MB': {
    posts: [goesOn(head(500, HUNDRED_MB), ENDLESS)],
    told: retried(500),
    excerpt: 'x'.repeat(2048),
    isHuge: true,
  },
  '500 without end': {
    posts: [goesOn(head(500, 'Connection: close'), ENDLESS)],
    told: retried(500),
    isHuge: true,
  },
  '422 with 100 MB': {
    posts: [goesOn(head(422, HUNDRED_MB), ENDLESS)],
    told: ['confirmed 422', 'delivered confirmed'],
    asked: [POST, GET],
    isHuge: true,
  },
  '422 without end, in chunks': {
    posts: [goesOn(head(422, 'Transfer-Encoding: chunked'), `ffff\r\n${'x'.repeat(0xffff)}\r\n`)],
    told: ['confirmed 422', 'delivered confirmed'],
    asked: [POST, GET],
    isHuge: true,
  },
  '202 with 100 MB': { posts: [goesOn(head(202, HUNDRED_MB), ENDLESS)], ...READ_TO_BE_SURE, isHuge: true },
  '202 without end': {
    posts: [goesOn('HTTP/1.0 202 Accepted\r\n\r\n', ENDLESS)],
    ...READ_TO_BE_SURE,
    isHuge: true,
  },
  '202 without end, in chunks of a byte': {
    posts: [goesOn(head(202, 'Transfer-Encoding: chunked'), '1\r\nx\r\n'.repeat(10_000))],
    ...READ_TO_BE_SURE,
    isHuge: true,
  },
  '202 byte by byte': {
    posts: [goesOn(head(202, HUNDRED_MB), 'x', 50)],
    ...READ_TO_BE_SURE,
    hangs: true,
  },
  '500 byte by byte': {
    posts: [goesOn(head(500, HUNDRED_MB), 'x', 50)],
    told: retried(500),
    hangs: true,
  },
  '202 with less than it said': {
    posts: [writes(`${head(202, 'Content-Length: 9')}{}`)],
    told: DELIVERED,
    hangs: true,
  },
  '202 with less than it said, and the end': {
    posts: [writesAndCloses(`${head(202, 'Content-Length: 9')}{}`)],
    told: DELIVERED,
  },
  '202 with more than it said': {
    posts: [writes(`${head(202, 'Content-Length: 2')}{}${'x'.repeat(9000)}`)],
    told: DELIVERED,
  },
  '404 with another answer behind it': {
    posts: [writes(`${head(404, 'Content-Length: 2')}{}${head(202, 'Content-Length: 0')}`)],
    told: retried(404),
  },
  '202 with chunks that are none': {
    posts: [writes(`${head(202, 'Transfer-Encoding: chunked')}zz\r\n{}\r\n`)],
    told: DELIVERED,
  },
  '500 with chunks that are none': {
    posts: [writes(`${head(500, 'Transfer-Encoding: chunked')}2\r\n{}xx\r\n`)],
    told: retried(500),
  },
  '202 with trailers without end': {
    posts: [goesOn(`${head(202, 'Transfer-Encoding: chunked')}0\r\n`, 'X-More: and more\r\n'.repeat(1000))],
    told: DELIVERED,
    isHuge: true,
  },
  '202 that says gzip and is none': {
    posts: [says(202, 'garbage', ['Content-Encoding: gzip'])],
    ...READ_TO_BE_SURE,
  },
  '400 that says gzip and is none': {
    posts: [says(400, Buffer.from([0x1f, 0x8b, 0, 0, 7]), ['Content-Encoding: gzip'])],
    told: retried(400),
  },
};

/** What stands before the body. */
const HEADERS: Record<string, Row> = {
  'headers byte by byte': {
    posts: [drips(head(202, `X: ${'x'.repeat(1000)}`))],
    told: retried('none'),
    hangs: true,
  },
  'headers of 20 KiB': { posts: [says(202, '', [`X: ${'x'.repeat(20_000)}`])], told: retried('none') },
  'headers without end': {
    posts: [goesOn(HEAD_202, 'X-More: and more\r\n'.repeat(1000))],
    told: retried('none'),
    isHuge: true,
  },
  'a status line without end': {
    posts: [goesOn('HTTP/1.1 202 ', ENDLESS)],
    told: retried('none'),
    hangs: true,
  },
  'headers that are there twice': {
    posts: [says(202, '{}', ['Date: now', 'Date: then', 'Set-Cookie: a', 'Set-Cookie: b'])],
    told: DELIVERED,
  },
  'two lengths': {
    posts: [writes(head(202, 'Content-Length: 2', 'Content-Length: 3') + '{}')],
    told: retried('none'),
  },
  'a length that is none': { posts: [writes(head(202, 'Content-Length: -2') + '{}')], told: retried('none') },
  'headers with the names of what every object has': {
    posts: [
      says(
        202,
        '{}',
        [
          ...['__proto__', 'constructor', 'hasOwnProperty', 'toString', 'get', 'set', 'normalize'],
          ...['__proto__', 'constructor', 'toJSON', 'has', 'delete', 'clear', 'concat', 'valueOf'],
        ].map((name) => `${name}: x`),
      ),
    ],
    told: DELIVERED,
  },
  'bytes that are no ASCII': {
    posts: [says(202, '{}', ['X-Odd: \xe4\xff\x80', 'Retry-After: \xb2', 'Server: \t\xa0'])],
    told: DELIVERED,
  },
  'a NUL in a header': { posts: [says(202, '{}', ['X: a\0b'])], told: retried('none') },
  'a time to wait, twice': {
    posts: [says(429, '', ['Retry-After: 5', 'Retry-After: 7'])],
    told: retried(429),
  },
  'a time to wait that is negative': { posts: [says(503, '', ['Retry-After: -5'])], told: retried(503) },
  'a time to wait that is none': { posts: [says(429, '', ['Retry-After: soon'])], told: retried(429) },
  '422 with a time to wait': {
    posts: [says(422, '', ['Retry-After: 3600'])],
    told: ['confirmed 422', 'delivered confirmed'],
    asked: [POST, GET],
  },
};

/** What is no answer, or not the last one. */
const LINES: Record<string, Row> = {
  '103 before the answer': {
    posts: [writes(`${head(103, 'Link: </x>')}${head(103)}${head(202, 'Content-Length: 0')}`)],
    told: DELIVERED,
  },
  '199 before the answer': {
    posts: [writes(`${head(199)}${head(404, 'Content-Length: 15')}{"type":"GONE"}`)],
    told: ['refused 404', 'dead refused'],
  },
  '199 and nothing more': { posts: [writes(head(199))], told: retried('none'), hangs: true },
  '103 without end': { posts: [goesOn('', head(103).repeat(500))], told: retried('none'), hangs: true },
  '103 now and then': { posts: [goesOn('', head(103), 50)], told: retried('none'), hangs: true },
  '100, which nobody waits for': {
    posts: [writes(`${head(100)}${head(202, 'Content-Length: 0')}`)],
    told: retried('none'),
  },
  '101 to another protocol': {
    posts: [writes(head(101, 'Connection: Upgrade', 'Upgrade: h2c'))],
    told: retried('none'),
  },
  'a status of four digits': { posts: [writes('HTTP/1.1 2020 Accepted\r\n\r\n')], told: retried('none') },
  'a status of two digits': { posts: [writes('HTTP/1.1 20 Accepted\r\n\r\n')], told: retried('none') },
  'no status at all': { posts: [writes('HTTP/1.1 OK\r\n\r\n')], told: retried('none') },
  'another protocol': { posts: [writes('SSH-2.0-OpenSSH_9.2\r\n')], told: retried('none') },
  'HTTP/2, unasked': {
    posts: [writes(Buffer.from('000000040000000000', 'hex'))],
    told: retried('none'),
  },
  silence: { posts: [() => undefined], told: retried('none'), hangs: true },
  'the end at once': { posts: [writesAndCloses('')], told: retried('none') },
  'a reset': { posts: [(socket) => void socket.resetAndDestroy()], told: retried('none') },
  'the end in the status line': { posts: [writesAndCloses('HTTP/1.1 20')], told: retried('none') },
  'the end in the headers': { posts: [writesAndCloses(`${HEAD_202}Content-`)], told: retried('none') },
  'the end in the body': {
    posts: [writesAndCloses(`${head(400, 'Content-Length: 90')}{"type":"X"`)],
    told: retried(400),
    excerpt: '{"type":"X"',
  },
  'the end in a chunk': {
    posts: [writesAndCloses(`${head(422, 'Transfer-Encoding: chunked')}9\r\n{"t`)],
    told: ['confirmed 422', 'delivered confirmed'],
    asked: [POST, GET],
  },
  'a reset in a body that ends with the connection': {
    posts: [
      (socket) => {
        socket.write(head(500, 'Connection: close'));
        socket.write(ENDLESS, () => void socket.resetAndDestroy());
      },
    ],
    told: retried(500),
  },
  'HTTP/1.0': { posts: [writesAndCloses('HTTP/1.0 202 Accepted\r\n\r\n{}')], told: DELIVERED },
  'the end after each answer': {
    posts: [
      says(500, '', ['Connection: close']),
      writesAndCloses(head(202, 'Connection: close', 'Content-Length: 0')),
    ],
    told: retried(500),
  },
};

const READ_BACK = [POST, GET];
const REFUSED = says(422, '{"type":"INVALID_EXPORT_JOB_STATUS_CHANGE"}');
const READ_AGAIN = {
  told: ['passing 422', 'confirmed 422', 'delivered confirmed'],
  asked: [...READ_BACK, ...READ_BACK],
};
const IN_PROGRESS = JSON.stringify({ data: { status: 'in_progress' } });

/** What the job's reading gives, once its change was refused. */
const READINGS: Record<string, Omit<Row, 'posts'>> = {
  'a job of another id': {
    gets: [showsJob({ id: '00000000-0000-4000-8000-000000000000', status: 'in_progress' })],
    ...READ_AGAIN,
  },
  'a job whose id is no text': { gets: [showsJob({ id: 7, status: 'in_progress' })], ...READ_AGAIN },
  'something that is no JSON': { gets: [says(200, '<html>')], ...READ_AGAIN },
  nothing: { gets: [says(200)], ...READ_AGAIN },
  'data of null': { gets: [says(200, '{"data":null}')], ...READ_AGAIN },
  'data in an array': {
    gets: [(socket, id) => says(200, JSON.stringify({ data: [{ id, status: 'in_progress' }] }))(socket, id)],
    ...READ_AGAIN,
  },
  'a status that nobody knows': { gets: [showsJob({ status: 'paused' })], ...READ_AGAIN },
  'a status that every object has': { gets: [showsJob({ status: 'constructor' })], ...READ_AGAIN },
  'the job in a prototype': {
    gets: [
      (socket, id) => says(200, `{"data":{"id":"${id}","__proto__":{"status":"in_progress"}}}`)(socket, id),
    ],
    ...READ_AGAIN,
  },
  '404 of Pleo': {
    gets: [says(404, '{"type":"EXPORT_NOT_FOUND"}')],
    told: ['conflict 422', 'dead conflict'],
    asked: READ_BACK,
  },
  '404': { gets: [says(404)], ...READ_AGAIN },
  '403': { gets: [says(403, '{"type":"FORBIDDEN"}')], ...READ_AGAIN },
  '401': { gets: [says(401)], ...READ_AGAIN },
  '429 with a time to wait': { gets: [says(429, '', ['Retry-After: 1'])], ...READ_AGAIN },
  'half a job in gzip': {
    gets: [says(200, gzipSync(IN_PROGRESS).subarray(0, 25), ['Content-Encoding: gzip'])],
    ...READ_AGAIN,
  },
  '204': { gets: [says(204)], ...READ_AGAIN },
  'JSON of 100 MB': {
    gets: [goesOn(head(200, HUNDRED_MB) + '{"data":"', ENDLESS)],
    ...READ_AGAIN,
    isHuge: true,
  },
  '301 with a place to go to': { gets: [says(301, '', ['Location: /v1/elsewhere'])], ...READ_AGAIN },
  '429': { gets: [says(429)], ...READ_AGAIN },
  '500 without end': {
    gets: [goesOn(head(500), ENDLESS)],
    ...READ_AGAIN,
    isHuge: true,
  },
  'a status line that is none': { gets: [writes('HTTP/1.1 OK\r\n\r\n')], ...READ_AGAIN },
  'a job that breaks off': {
    gets: [writesAndCloses(`${head(200, 'Content-Length: 900')}${IN_PROGRESS.slice(0, 20)}`)],
    ...READ_AGAIN,
  },
  'a job in chunks that are none': {
    gets: [writes(`${head(200, 'Transfer-Encoding: chunked')}zz\r\n${IN_PROGRESS}\r\n`)],
    ...READ_AGAIN,
  },
  'a job byte by byte': { gets: [goesOn(head(200, HUNDRED_MB), ' ', 50)], ...READ_AGAIN },
};

export const BAD_ANSWERS: readonly BadAnswer[] = [
  ...Object.entries({ ...STATUSES, ...BODIES, ...HEADERS, ...LINES }).map(([name, row]) => ({
    name,
    ...row,
  })),
  ...Object.entries(READINGS).map(([name, row]) => ({
    name: `422, and then, where the job is read, ${name}`,
    posts: row.told === READ_AGAIN.told ? [REFUSED, REFUSED] : [REFUSED],
    ...row,
  })),
];
