import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RequiresScope } from '../auth/scope.decorator.js';
import { JobsService } from '../jobs/jobs.service.js';
import { Answers } from '../api/answers.decorator.js';
import { IdParam } from '../api/dto/id-param.dto.js';
import { LogsId } from '../api/logs-id.decorator.js';
import { Timeline } from './dto/timeline.dto.js';
import { timelineOf } from './timeline.js';
import { TimelineRepository } from './timeline.repository.js';

@ApiTags('export-jobs')
@Controller('v1/export-jobs')
export class TimelineController {
  constructor(
    private readonly jobs: JobsService,
    private readonly timeline: TimelineRepository,
  ) {}

  /** Tells all that happened to a job and to the delivery of its events, oldest first. */
  @Get(':id/timeline')
  @LogsId('jobId')
  @RequiresScope('read')
  @Answers({ 200: ['The timeline.', Timeline] })
  @Answers.problems(400, 404)
  async getTimelineOfExportJob(@Param() { id }: IdParam): Promise<Timeline> {
    const job = await this.jobs.row(id);
    const [events, attempts, audit] = await Promise.all([
      this.timeline.eventsOf(id),
      this.timeline.attemptsOf(id),
      this.timeline.auditOf(id),
    ]);
    return { data: timelineOf({ job, events, attempts, audit }) };
  }
}
