import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RequiresScope } from '../auth/scope.decorator.js';
import { JobsService } from '../jobs/jobs.service.js';
import { Answers } from '../api/answers.decorator.js';
import { IdParam } from '../api/dto/id-param.dto.js';
import { LogsId } from '../api/logs-id.decorator.js';
import type { ExportJobEventEntity } from '../queue/job-event.entity.js';
import { Timeline } from './dto/timeline.dto.js';
import { type JobHistory, timelineOf } from './timeline.js';
import { TimelineRepository } from './timeline.repository.js';

@ApiTags('export-jobs')
@Controller('v1/export-jobs')
export class TimelineController {
  constructor(
    private readonly jobs: JobsService,
    private readonly timeline: TimelineRepository,
  ) {}

  /**
   * Gives the history of a job and of the delivery of its events, oldest first.
   * @remarks Results of its items are counted, not listed; of the requests with them it has the last 20.
   */
  @Get(':id/timeline')
  @LogsId('jobId')
  @RequiresScope('read')
  @Answers({ 200: ['The timeline.', Timeline] })
  @Answers.problems(400, 404)
  async getTimelineOfExportJob(@Param() { id }: IdParam): Promise<Timeline> {
    const job = await this.jobs.row(id);
    const messages = await this.timeline.messagesOf(id);
    const events = messages.filter(({ kind }) => kind === 'event');
    const message = messages.find(({ kind }) => kind === 'items');
    const [attempts, audit, leases, items] = await Promise.all([
      this.timeline.attemptsOf(
        id,
        events.map(({ sequence }) => sequence),
      ),
      this.timeline.auditOf(id),
      this.timeline.leasesOf(id),
      message ? this.itemsOf(message) : null,
    ]);
    return { data: timelineOf({ job, events, attempts, audit, leases, items }) };
  }

  private async itemsOf(message: ExportJobEventEntity): Promise<JobHistory['items']> {
    const { jobId, sequence } = message;
    const [results, attempts] = await Promise.all([
      this.timeline.resultsOf(jobId),
      this.timeline.endsOfAttempts(jobId, sequence),
    ]);
    return results && { message, results, attempts };
  }
}
