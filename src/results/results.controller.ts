import { applyDecorators, Body, Controller, HttpCode, Param, Post, Put, Req, Res } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Answers } from '../api/answers.decorator.js';
import { BodyLimit } from '../api/body-limit.decorator.js';
import { IdParam } from '../api/dto/id-param.dto.js';
import { LogsId } from '../api/logs-id.decorator.js';
import { check, ValidationFailed } from '../api/validation.js';
import { CallerName } from '../auth/caller-name.decorator.js';
import { RequiresScope } from '../auth/scope.decorator.js';
import { ExportJobEvent } from '../events/dto/export-job-event.dto.js';
import { LeaseToken, ShowsLeaseToken } from '../job-leases/lease-token.decorator.js';
import { UpdatedExportJobItems } from '../items/dto/export-job-item.dto.js';
import { UpdateExportJobItem } from '../pleo/dto/update-export-job-item.dto.js';
import { resultsIn } from '../items/update-body.js';
import type { ReportingRequest } from '../queue/message.js';
import { traceparentOf } from '../tracing/request-span.js';
import { FinishExportJob } from './dto/finish-export-job.dto.js';
import { RESULTS, UPDATED_RESULTS } from './results.examples.js';
import { ResultsService } from './results.service.js';

/** Entries in a body: as many as Pleo takes under its own versions, and more under the relay's. */
const MAX_ENTRIES = 1000;
const MAX_ENTRIES_OF_PLEO = 100;

/** Bytes of a body: enough for as many entries as it may hold, each with a long text. */
const BODY_LIMIT = 2 * 1024 * 1024;

/** The route that takes results under a version of the API, with its documentation. */
const TakesResults = (version: 'v1' | 'v2' | 'v3') =>
  applyDecorators(
    Put(`${version}/export-jobs/:id/items`),
    RequiresScope('write'),
    LogsId('jobId'),
    BodyLimit(BODY_LIMIT),
    ApiBody({ type: [UpdateExportJobItem], examples: { results: { value: RESULTS } } }),
    Answers({
      200: ['The outcome of each entry, in the order of the body.', UpdatedExportJobItems, UPDATED_RESULTS],
    }),
    ShowsLeaseToken(),
    Answers.problems(400, 404, 409, 413, 415, 422),
  );

@ApiTags('export-jobs')
@Controller()
export class ResultsController {
  constructor(private readonly results: ResultsService) {}

  /**
   * Reports results of a job's items, up to 1,000 at once.
   * @remarks Pleo's own body and answer. Once this has answered, the entries in `data` are on disk; they are delivered
   * to Pleo before the job's final event. The first final result of an entry stands, and repeating it is safe.
   */
  @TakesResults('v1')
  updateExportJobItems(
    @Param() { id }: IdParam,
    @Body() body: unknown,
    @CallerName() by: string | null,
    @LeaseToken() leaseToken: string | null,
    @Req() request: FastifyRequest,
  ): Promise<UpdatedExportJobItems> {
    return this.report(id, body, MAX_ENTRIES, by, leaseToken, request);
  }

  /** Reports results of a job's items, up to 100 at once: the same as under /v1, at Pleo's path. */
  @TakesResults('v2')
  updateExportJobItemsV2(
    @Param() { id }: IdParam,
    @Body() body: unknown,
    @CallerName() by: string | null,
    @LeaseToken() leaseToken: string | null,
    @Req() request: FastifyRequest,
  ): Promise<UpdatedExportJobItems> {
    return this.report(id, body, MAX_ENTRIES_OF_PLEO, by, leaseToken, request);
  }

  /** Reports results of a job's items, up to 100 at once: the same as under /v1, at Pleo's path. */
  @TakesResults('v3')
  updateExportJobItemsV3(
    @Param() { id }: IdParam,
    @Body() body: unknown,
    @CallerName() by: string | null,
    @LeaseToken() leaseToken: string | null,
    @Req() request: FastifyRequest,
  ): Promise<UpdatedExportJobItems> {
    return this.report(id, body, MAX_ENTRIES_OF_PLEO, by, leaseToken, request);
  }

  /**
   * Says that all results of a job are in.
   * @remarks The relay derives the final event from them and records it like any other: `completed` when all were
   * successful, `completed_with_errors` when some were, else `failed` with the most frequent reason. Missing results
   * are refused, or count as not successful with `allowMissing`. Repeating it is safe.
   */
  @Post('v1/export-jobs/:id/finish')
  @HttpCode(202)
  @RequiresScope('write')
  @LogsId('jobId')
  @ApiBody({
    type: FinishExportJob,
    required: false,
    examples: {
      complete: { summary: 'Every entry has a final result.', value: {} },
      incomplete: { summary: 'Those without one were not exported.', value: { allowMissing: true } },
    },
  })
  @Answers({
    202: ['The final event is accepted.', ExportJobEvent],
    200: ['The same event was accepted before.', ExportJobEvent],
  })
  @ShowsLeaseToken()
  @Answers.problems(400, 404, 409, 413, 415, 422)
  async finishExportJob(
    @Param() { id }: IdParam,
    @Body() body: unknown,
    @CallerName() by: string | null,
    @LeaseToken() leaseToken: string | null,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ExportJobEvent> {
    const given = check(FinishExportJob, body ?? {});
    if (given instanceof ValidationFailed) throw given;
    const { event, isNew } = await this.results.finish({
      jobId: id,
      allowMissing: given.allowMissing ?? false,
      reportedBy: by,
      leaseToken,
      request: toReportingRequest(request),
    });
    reply.status(isNew ? 202 : 200).header('Location', `/v1/export-job-events/${event.id}`);
    return event;
  }

  private report(
    jobId: string,
    body: unknown,
    limit: number,
    reportedBy: string | null,
    leaseToken: string | null,
    request: FastifyRequest,
  ): Promise<UpdatedExportJobItems> {
    const results = resultsIn(body, limit);
    const from = { reportedBy, leaseToken, request: toReportingRequest(request) };
    return this.results.report({ jobId, results, ...from });
  }
}

function toReportingRequest(request: FastifyRequest): ReportingRequest {
  return { id: String(request.id), traceparent: traceparentOf(request) };
}
