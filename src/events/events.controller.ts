import {
  applyDecorators,
  Body,
  Controller,
  Get,
  HttpCode,
  Param,
  Post,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CallerName } from '../auth/caller-name.decorator.js';
import { RequiresScope } from '../auth/scope.decorator.js';
import { LeaseToken, ShowsLeaseToken } from '../job-leases/lease-token.decorator.js';
import { CreateExportJobEvent } from '../pleo/dto/create-export-job-event.dto.js';
import { Answers } from '../api/answers.decorator.js';
import { BodyLimit } from '../api/body-limit.decorator.js';
import { DomainError } from '../api/domain-error.js';
import { IdParam } from '../api/dto/id-param.dto.js';
import { LogsId } from '../api/logs-id.decorator.js';
import { LogsQuery } from '../api/logs-query.decorator.js';
import { pathOf } from '../api/path-of.js';
import { problemOf } from '../api/problem-details.js';
import { check, ValidationFailed } from '../api/validation.js';
import { traceparentOf } from '../tracing/request-span.js';
import { EventBatch, type EventBatchResult, EventBatchResults } from './dto/event-batch.dto.js';
import {
  ExportJobEvent,
  ExportJobEventPage,
  ExportJobEventWithAttempts,
} from './dto/export-job-event.dto.js';
import { ExportJobEventQuery } from './dto/export-job-event-query.dto.js';
import { EventsService, type ReportedEvent } from './events.service.js';
import type { Report } from './transition-batch.js';

/** Bytes of a batch: enough for as many events as it may hold. */
const BATCH_BODY_LIMIT = 1024 * 1024;

const PATH = 'v1/export-job-events';

/** The route that takes an event under a version of the API, with its documentation. */
const TakesEvent = (version: 'v1' | 'v2' | 'v3') =>
  applyDecorators(
    Post(`${version}/export-job-events`),
    HttpCode(202),
    RequiresScope('write'),
    Answers({
      202: ['The event is accepted.', ExportJobEvent],
      200: ['The same event was accepted before.', ExportJobEvent],
    }),
    ShowsLeaseToken(),
    Answers.problems(400, 404, 409, 413, 415, 422),
  );

@ApiTags('export-job-events')
@Controller()
export class EventsController {
  constructor(private readonly events: EventsService) {}

  /**
   * Reports what happened to a job.
   * @remarks Pleo's own route and body. Once this has answered 2xx the event is on disk; it is delivered to Pleo after
   * the job's earlier ones. Repeating a report is safe.
   */
  @TakesEvent('v1')
  createExportJobEvent(
    @Body() body: CreateExportJobEvent,
    @CallerName() by: string | null,
    @LeaseToken() leaseToken: string | null,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ExportJobEvent> {
    return this.report(toReport(body, by, leaseToken, request), reply);
  }

  /** Reports what happened to a job: the same as under /v1, at Pleo's path. */
  @TakesEvent('v2')
  createExportJobEventV2(
    @Body() body: CreateExportJobEvent,
    @CallerName() by: string | null,
    @LeaseToken() leaseToken: string | null,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ExportJobEvent> {
    return this.report(toReport(body, by, leaseToken, request), reply);
  }

  /** Reports what happened to a job: the same as under /v1, at Pleo's path. */
  @TakesEvent('v3')
  createExportJobEventV3(
    @Body() body: CreateExportJobEvent,
    @CallerName() by: string | null,
    @LeaseToken() leaseToken: string | null,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ExportJobEvent> {
    return this.report(toReport(body, by, leaseToken, request), reply);
  }

  /**
   * Reports several events at once.
   * @remarks They are taken in order, each on its own terms: one that is refused does not stop the others.
   */
  @Post(`${PATH}/batch`)
  @HttpCode(207)
  @RequiresScope('write')
  @BodyLimit(BATCH_BODY_LIMIT)
  @Answers({ 207: ['The outcome of each event, in the order of the batch.', EventBatchResults] })
  @ShowsLeaseToken()
  @Answers.problems(400, 413, 415)
  async createExportJobEvents(
    @Body() batch: EventBatch,
    @CallerName() by: string | null,
    @LeaseToken() leaseToken: string | null,
    @Req() request: FastifyRequest,
  ): Promise<EventBatchResults> {
    const items = batch.events.map((event, index) => check(CreateExportJobEvent, event, `/events/${index}`));
    const valid = items.flatMap((item) =>
      item instanceof ValidationFailed ? [] : [toReport(item, by, leaseToken, request)],
    );
    const answers = valid.length === 0 ? [] : await this.events.recordAll(valid);
    const results = items.map((item) =>
      item instanceof ValidationFailed ? item : (answers.shift() as ReportedEvent | DomainError),
    );
    return { results: results.map((result) => toBatchResult(result, request)) };
  }

  /** Lists events, newest first. */
  @Get(PATH)
  @LogsQuery()
  @RequiresScope('read')
  @Answers({ 200: ['A page of events.', ExportJobEventPage] })
  @Answers.problems(400)
  listExportJobEvents(@Query() query: ExportJobEventQuery): Promise<ExportJobEventPage> {
    return this.events.page(query);
  }

  /** Gives one event with every attempt to deliver it, oldest first. */
  @Get(`${PATH}/:id`)
  @LogsId('eventId')
  @RequiresScope('read')
  @Answers({ 200: ['The event.', ExportJobEventWithAttempts] })
  @Answers.problems(400, 404)
  getExportJobEvent(@Param() { id }: IdParam): Promise<ExportJobEventWithAttempts> {
    return this.events.get(id);
  }

  private async report(report: Report, reply: FastifyReply): Promise<ExportJobEvent> {
    const reported = await this.events.record(report);
    reply.status(statusOf(reported)).header('Location', `/v1/export-job-events/${reported.event.id}`);
    return reported.event;
  }
}

function toReport(
  body: CreateExportJobEvent,
  reportedBy: string | null,
  leaseToken: string | null,
  request: FastifyRequest,
): Report {
  const { jobId, event, failureReason = null, failureReasonType = null } = body;
  return {
    jobId,
    event,
    failureReason,
    failureReasonType,
    reportedBy,
    leaseToken,
    request: { id: String(request.id), traceparent: traceparentOf(request) },
  };
}

function statusOf({ isNew }: ReportedEvent): number {
  return isNew ? 202 : 200;
}

function toBatchResult(answer: ReportedEvent | DomainError, request: FastifyRequest): EventBatchResult {
  if (!(answer instanceof DomainError)) return { status: statusOf(answer), event: answer.event };
  const problem = problemOf(answer, { instance: pathOf(request), requestId: String(request.id) });
  return { status: problem.status, problem };
}
