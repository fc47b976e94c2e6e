import { applyDecorators, Body, Controller, Post, Res } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Answers } from '../api/answers.decorator.js';
import { BodyLimit } from '../api/body-limit.decorator.js';
import { RequiresScope } from '../auth/scope.decorator.js';
import type { PassedVersion } from '../pleo/pleo.client.js';
import { CreatedExportJob } from './dto/created-export-job.dto.js';
import { CreateExportJob, createExportJobIn } from './dto/create-export-job.dto.js';
import { JobCreation } from './job-creation.service.js';

/** Bytes of a body: enough for as many entries as it may hold. */
const BODY_LIMIT = 4 * 1024 * 1024;

/** The route that creates a job under a version of Pleo's API, with its documentation. */
const CreatesJobs = (version: PassedVersion) =>
  applyDecorators(
    Post(`${version}/export-jobs`),
    RequiresScope('write'),
    BodyLimit(BODY_LIMIT),
    ApiBody({ type: CreateExportJob }),
    Answers({ 201: ['Pleo’s own answer: the job is created, and registered here.', CreatedExportJob] }),
    Answers.problems(400, 404, 409, 413, 415, 422, 502, 504),
  );

@ApiTags('export-jobs')
@Controller()
export class JobCreationController {
  constructor(private readonly creation: JobCreation) {}

  /**
   * Creates a job at Pleo.
   * @remarks Passed to Pleo once; Pleo's answer comes back, its refusals too. Where it is lost, the relay looks for the
   * job among the company's unfinished ones, and does not send the request again: 502 and 504 say how to go on.
   */
  @CreatesJobs('v2')
  createExportJobV2(@Body() body: unknown, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return this.create('v2', body, reply);
  }

  /** Creates a job at Pleo: the same as under /v2, in version 3 of Pleo's API. */
  @CreatesJobs('v3')
  createExportJobV3(@Body() body: unknown, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return this.create('v3', body, reply);
  }

  private async create(version: PassedVersion, body: unknown, reply: FastifyReply): Promise<string> {
    const { accountingEntryIds, companyId } = createExportJobIn(body);
    const { answer, jobId } = await this.creation.create({
      version,
      companyId,
      entries: new Set(accountingEntryIds.map((id) => id.toLowerCase())),
      // Written again: of a name that came twice, Pleo gets the value that was checked.
      payload: JSON.stringify(body),
    });
    reply.status(answer.status).header('Content-Type', answer.contentType);
    if (answer.retryAfter !== null) reply.header('Retry-After', answer.retryAfter);
    if (jobId !== null) reply.header('Location', `/v1/export-jobs/${jobId}`);
    return answer.body;
  }
}
