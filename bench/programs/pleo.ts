import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { now } from '../machine/now.js';
import { answers } from './answers.js';

/** Answer time. */
const ANSWER_MS = 5;

const FIRST = 'started';
const ANSWER = { 'Content-Type': 'application/json' };

/** `forget` resets the counts, `tally` returns them, `arrivals` returns the time of each job's first request. */
export type PleoQuestion = 'forget' | 'tally' | 'arrivals';

export interface Tally {
  /** Events that arrived, each counted once. */
  readonly events: number;
  /** Requests that repeated an event. */
  readonly repeats: number;
  /** Requests whose event came before the first of its job. */
  readonly disorder: number;
  /** Requests that came while another one of their job was being answered. */
  readonly overlaps: number;
  /** Requests with item results, and the results in them. */
  readonly updates: number;
  readonly results: number;
  /** Milliseconds, see `now`. */
  readonly firstAt: number;
  readonly lastAt: number;
}

interface Job {
  /** Events that have arrived. */
  readonly known: Set<string>;
  busy: boolean;
  readonly firstAt: number;
}

let jobs = new Map<string, Job>();
let tally = empty();

function empty() {
  return { events: 0, repeats: 0, disorder: 0, overlaps: 0, updates: 0, results: 0, firstAt: 0, lastAt: 0 };
}

/** Stands for Pleo: accepts all events and results after 5 ms, and checks each job's order. */
const server = createServer((request, response) => {
  const at = now();
  let body = '';
  request.setEncoding('utf8').on('data', (text: string) => (body += text));
  request.on('end', () => {
    const { method, url = '' } = request;
    if (method === 'PUT') update(url.split('/').at(-2) ?? '', body, response);
    else if (method === 'GET') later(response, 200, '{"data":{"status":"in_progress"}}');
    else take(body, at, response);
  });
});
server.keepAliveTimeout = 600_000;
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  answers(`http://127.0.0.1:${port}`, (question: PleoQuestion) => {
    switch (question) {
      case 'forget':
        jobs = new Map();
        tally = empty();
        return null;
      case 'tally':
        return tally;
      case 'arrivals':
        return [...jobs].map(([jobId, { firstAt }]) => [jobId, firstAt]);
    }
  });
});

function take(body: string, at: number, response: ServerResponse): void {
  const { jobId, event } = JSON.parse(body) as { jobId: string; event: string };
  const job = jobs.get(jobId) ?? { known: new Set(), busy: false, firstAt: at };
  jobs.set(jobId, job);
  if (job.busy) tally.overlaps++;
  if (event !== FIRST && !job.known.has(FIRST)) tally.disorder++;
  if (job.known.has(event)) tally.repeats++;
  else {
    job.known.add(event);
    tally.events++;
  }
  tally.firstAt ||= at;
  tally.lastAt = at;
  job.busy = true;
  later(response, 202, '{}', () => (job.busy = false));
}

/** Takes results of a job's items. */
function update(jobId: string, body: string, response: ServerResponse): void {
  const results = JSON.parse(body) as object[];
  const job = jobs.get(jobId);
  if (job?.busy) tally.overlaps++;
  if (!job?.known.has(FIRST)) tally.disorder++;
  tally.updates++;
  tally.results += results.length;
  if (job) job.busy = true;
  later(response, 200, JSON.stringify({ data: results, errors: [] }), () => {
    if (job) job.busy = false;
  });
}

function later(response: ServerResponse, status: number, body: string, done: () => unknown = () => null) {
  setTimeout(() => {
    done();
    response.writeHead(status, ANSWER).end(body);
  }, ANSWER_MS);
}
