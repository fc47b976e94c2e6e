import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CallerName } from '../auth/caller-name.decorator.js';
import { RequiresScope } from '../auth/scope.decorator.js';
import { Answers } from '../api/answers.decorator.js';
import { IdParam } from '../api/dto/id-param.dto.js';
import { LogsId } from '../api/logs-id.decorator.js';
import { LogsQuery } from '../api/logs-query.decorator.js';
import { LeaseToken, ShowsLeaseToken } from '../job-leases/lease-token.decorator.js';
import { ExportJob, ExportJobPage } from './dto/export-job.dto.js';
import { ExportJobQuery } from './dto/export-job-query.dto.js';
import { RegisterExportJob } from './dto/register-export-job.dto.js';
import { JobsService } from './jobs.service.js';
import { TakesNoBody } from '../api/takes-no-body.decorator.js';

@ApiTags('export-jobs')
@Controller('v1/export-jobs')
export class JobsController {
  constructor(private readonly jobs: JobsService) {}

  /**
   * Registers a job before its first event.
   * @remarks Saying the same again is safe; saying otherwise is refused. A job that is known from an event only takes
   * what its registration says.
   */
  @Post()
  @RequiresScope('write')
  @Answers({ 201: ['The job is registered.', ExportJob], 200: ['It was registered so before.', ExportJob] })
  @Answers.problems(400, 409, 413, 415)
  async registerExportJob(
    @Body() body: RegisterExportJob,
    @CallerName() by: string | null,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ExportJob> {
    const { job, isNew } = await this.jobs.register(body, by);
    reply.status(isNew ? 201 : 200).header('Location', `/v1/export-jobs/${job.id}`);
    return job;
  }

  /** Lists jobs, newest first, or oldest first. */
  @Get()
  @LogsQuery()
  @RequiresScope('read')
  @Answers({ 200: ['A page of jobs.', ExportJobPage] })
  @Answers.problems(400)
  listExportJobs(@Query() query: ExportJobQuery): Promise<ExportJobPage> {
    return this.jobs.page(query);
  }

  /** Gives one job, with its expiry and the state of its deliveries. */
  @Get(':id')
  @LogsId('jobId')
  @RequiresScope('read')
  @Answers({ 200: ['The job.', ExportJob] })
  @Answers.problems(400, 404)
  getExportJob(@Param() { id }: IdParam): Promise<ExportJob> {
    return this.jobs.get(id);
  }

  /**
   * Says that a worker is still at the job.
   * @remarks Moves `expiresAt` of the relay, and with `Lease-Token` the end of the lease. Pleo does not learn of it,
   * and expires the job by its own clock.
   */
  @Post(':id/heartbeat')
  @TakesNoBody()
  @HttpCode(200)
  @LogsId('jobId')
  @RequiresScope('write')
  @Answers({ 200: ['The job, with its new `expiresAt`.', ExportJob] })
  @ShowsLeaseToken()
  @Answers.problems(400, 404, 409, 422)
  heartbeatOfExportJob(
    @Param() { id }: IdParam,
    @LeaseToken() leaseToken: string | null,
  ): Promise<ExportJob> {
    return this.jobs.heartbeat(id, leaseToken);
  }
}
