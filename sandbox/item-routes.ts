import type { FastifyInstance, FastifyRequest } from 'fastify';
import { sendAnswer, type Answer } from './answer.js';
import { Exchange } from './exchange.js';
import { jobIdOf, listExportItems } from './export-item-list.js';
import { VERSIONS, type Version } from './export-job-item.js';
import { listItems } from './item-list.js';
import { asObject, jsonValue, requireJsonType, type JsonBody } from './json-body.js';
import type { SandboxState } from './sandbox-state.js';

type OfJob = FastifyRequest<{ Params: { jobId: string }; Querystring: Record<string, unknown> }>;

/** Pleo's Export API as far as items go, and the files that export items point to. */
export function itemRoutes(app: FastifyInstance, state: SandboxState): void {
  const { jobs, items, itemBehaviour, files } = state;

  function putItems(request: OfJob, version: Version): void {
    const exchange = Exchange.of(request);
    const body = exchange.read(request);
    exchange.about(request.params.jobId, undefined);
    exchange.entry.entryIds = entryIdsOf(body);
    exchange.holdJob();
    exchange.run((): Answer => {
      exchange.requireCredential();
      requireJsonType(request.headers['content-type']);
      const { answer, changed } = items.update(request.params.jobId.toLowerCase(), jsonValue(body), version);
      exchange.entry.changed = changed;
      return { status: 200, body: answer };
    });
  }

  function getItems(request: OfJob, version: Version): void {
    const exchange = Exchange.of(request);
    exchange.about(request.params.jobId, undefined);
    exchange.run((): Answer => {
      exchange.requireCredential();
      const job = jobs.get(request.params.jobId.toLowerCase());
      return { status: 200, body: listItems(job, items.of(job), request.query, version, itemBehaviour) };
    });
  }

  function getExportItems(request: OfJob, version: Version): void {
    const exchange = Exchange.of(request);
    exchange.about(request.query.job_id, undefined);
    exchange.run((): Answer => {
      exchange.requireCredential();
      const job = jobs.get(jobIdOf(request.query));
      const baseUrl = `http://${request.host}`;
      const body = listExportItems(job, items.of(job), request.query, version, (id, number) =>
        files.linkTo(baseUrl, id, number),
      );
      return { status: 200, body };
    });
  }

  for (const version of VERSIONS) {
    const path = `/${version}/export-jobs/:jobId/items`;
    app.put(path, (request: OfJob) => putItems(request, version));
    app.get(path, (request: OfJob) => getItems(request, version));
    app.get(`/${version}/export-items`, (request: OfJob) => getExportItems(request, version));
  }
}

/** The files behind the links of export items: no route of Pleo's API, so without credential, faults and log. */
export function fileRoutes(app: FastifyInstance, { files }: SandboxState): void {
  app.get<{ Params: { entryId: string; number: string }; Querystring: Record<string, unknown> }>(
    '/files/:entryId/:number',
    ({ params, query }, reply) => sendAnswer(reply, files.open(params.entryId, params.number, query)),
  );
}

/** The entries that an update names, as far as it can be read. */
function entryIdsOf(body: JsonBody): string[] | null {
  if (!body.ok || !Array.isArray(body.value)) return null;
  return body.value.flatMap((element: unknown) => {
    const id = asObject(element)?.accountingEntryId;
    return typeof id === 'string' ? [id.toLowerCase()] : [];
  });
}
