import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CallerName } from '../auth/caller-name.decorator.js';
import { RequiresScope } from '../auth/scope.decorator.js';
import { Answers } from '../api/answers.decorator.js';
import { IdParam } from '../api/dto/id-param.dto.js';
import { LogsId } from '../api/logs-id.decorator.js';
import { LogsQuery } from '../api/logs-query.decorator.js';
import { DeadLettersService } from './dead-letters.service.js';
import {
  DeadCauseQuery,
  DeadCauses,
  DiscardCount,
  DiscardExportJobEvent,
  DiscardExportJobEvents,
  RedeliverExportJobEvents,
  RedeliveryCount,
} from './dto/dead-letters.dto.js';
import { ExportJobEvent } from '../events/dto/export-job-event.dto.js';

@ApiTags('export-job-events')
@Controller('v1/export-job-events')
export class DeadLettersController {
  constructor(private readonly deadLetters: DeadLettersService) {}

  /**
   * Counts dead events by what Pleo answered.
   * @remarks Looks at the 10,000 that were accepted last.
   */
  @Get('causes')
  @LogsQuery()
  @RequiresScope('read')
  @Answers({ 200: ['The causes, the most frequent one first.', DeadCauses] })
  @Answers.problems(400)
  async listDeadCauses(@Query() query: DeadCauseQuery): Promise<DeadCauses> {
    return { data: await this.deadLetters.causes(query) };
  }

  /**
   * Delivers dead events again.
   * @remarks Those that match everything given are due at once, each with a fresh schedule. `dryRun` only counts. With
   * `limit` a request does so many, and says how many remain.
   */
  @Post('redeliver')
  @HttpCode(202)
  @RequiresScope('admin')
  @Answers({ 202: ['How many events are due again, or would be.', RedeliveryCount] })
  @Answers.problems(400, 413, 415)
  redeliverExportJobEvents(
    @Body() request: RedeliverExportJobEvents,
    @CallerName() by: string | null,
  ): Promise<RedeliveryCount> {
    return this.deadLetters.redeliverMany(request, by);
  }

  /**
   * Discards events.
   * @remarks Dead ones that match all filters; with `deliveryStatus` `pending` waiting ones, but not those being
   * delivered at this moment. Pleo will not hear of them; the later events of their jobs can go. `dryRun` only counts.
   * With `limit` a request does so many, and says how many remain.
   */
  @Post('discard')
  @HttpCode(200)
  @RequiresScope('admin')
  @Answers({ 200: ['How many events are discarded, or would be.', DiscardCount] })
  @Answers.problems(400, 413, 415)
  discardExportJobEvents(
    @Body() request: DiscardExportJobEvents,
    @CallerName() by: string | null,
  ): Promise<DiscardCount> {
    return this.deadLetters.discardMany(request, by);
  }

  /**
   * Delivers a dead event again.
   * @remarks It is due at once, with a fresh schedule.
   */
  @Post(':id/redeliver')
  @HttpCode(202)
  @LogsId('eventId')
  @RequiresScope('admin')
  @Answers({ 202: ['The event is due again.', ExportJobEvent] })
  @Answers.problems(400, 404, 409)
  redeliverExportJobEvent(
    @Param() { id }: IdParam,
    @CallerName() by: string | null,
  ): Promise<ExportJobEvent> {
    return this.deadLetters.redeliver(id, by);
  }

  /**
   * Gives an event up.
   * @remarks A dead one; with `deliveryStatus` `pending` one that waits, but not while it is being delivered. Pleo will
   * not hear of it. The job's later events can go.
   */
  @Post(':id/discard')
  @HttpCode(200)
  @LogsId('eventId')
  @RequiresScope('admin')
  @Answers({ 200: ['The event is discarded.', ExportJobEvent] })
  @Answers.problems(400, 404, 409, 413, 415)
  discardExportJobEvent(
    @Param() { id }: IdParam,
    @Body() request: DiscardExportJobEvent,
    @CallerName() by: string | null,
  ): Promise<ExportJobEvent> {
    return this.deadLetters.discard(id, request, by);
  }
}
