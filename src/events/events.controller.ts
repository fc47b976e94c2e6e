import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CallerName } from '../auth/caller-name.decorator.js';
import { RequiresScope } from '../auth/scope.decorator.js';
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

@ApiTags('export-job-events')
@Controller('v1/export-job-events')
export class EventsController {
  constructor(private readonly events: EventsService) {}

  /**
   * Reports what happened to a job.
   * @remarks Pleo's own route and body. Once this has answered 2xx the event is on disk; it is delivered to Pleo after
   * the job's earlier ones. Repeating a report is safe.
   */
  @Post()
  @HttpCode(202)
  @RequiresScope('write')
  @Answers({
    202: ['The event is accepted.', ExportJobEvent],
    200: ['The same event was accepted before.', ExportJobEvent],
  })
  @Answers.problems(400, 404, 413, 415, 422)
  async createExportJobEvent(
    @Body() body: CreateExportJobEvent,
    @CallerName() by: string | null,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ExportJobEvent> {
    const reported = await this.events.record(toReport(body, by, request));
    reply.status(statusOf(reported)).header('Location', `/v1/export-job-events/${reported.event.id}`);
    return reported.event;
  }

  /**
   * Reports several events at once.
   * @remarks They are taken in order, each on its own terms: one that is refused does not stop the others.
   */
  @Post('batch')
  @HttpCode(207)
  @RequiresScope('write')
  @BodyLimit(BATCH_BODY_LIMIT)
  @Answers({ 207: ['What became of each event, in the order of the batch.', EventBatchResults] })
  @Answers.problems(400, 413, 415)
  async createExportJobEvents(
    @Body() batch: EventBatch,
    @CallerName() by: string | null,
    @Req() request: FastifyRequest,
  ): Promise<EventBatchResults> {
    const items = batch.events.map((event, index) => check(CreateExportJobEvent, event, `/events/${index}`));
    const valid = items.flatMap((item) =>
      item instanceof ValidationFailed ? [] : [toReport(item, by, request)],
    );
    const answers = valid.length === 0 ? [] : await this.events.recordAll(valid);
    const results = items.map((item) =>
      item instanceof ValidationFailed ? item : (answers.shift() as ReportedEvent | DomainError),
    );
    return { results: results.map((result) => toBatchResult(result, request)) };
  }

  /** Lists events, newest first. */
  @Get()
  @LogsQuery()
  @RequiresScope('read')
  @Answers({ 200: ['A page of events.', ExportJobEventPage] })
  @Answers.problems(400)
  listExportJobEvents(@Query() query: ExportJobEventQuery): Promise<ExportJobEventPage> {
    return this.events.page(query);
  }

  /** Gives one event with every attempt to deliver it, oldest first. */
  @Get(':id')
  @LogsId('eventId')
  @RequiresScope('read')
  @Answers({ 200: ['The event.', ExportJobEventWithAttempts] })
  @Answers.problems(400, 404)
  getExportJobEvent(@Param() { id }: IdParam): Promise<ExportJobEventWithAttempts> {
    return this.events.get(id);
  }
}

function toReport(body: CreateExportJobEvent, reportedBy: string | null, request: FastifyRequest): Report {
  const { jobId, event, failureReason = null, failureReasonType = null } = body;
  return {
    jobId,
    event,
    failureReason,
    failureReasonType,
    reportedBy,
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
