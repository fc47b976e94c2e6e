import { Body, Controller, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Answers } from '../api/answers.decorator.js';
import { IdParam } from '../api/dto/id-param.dto.js';
import { LogsId } from '../api/logs-id.decorator.js';
import { check, ValidationFailed } from '../api/validation.js';
import { WaitsLong } from '../api/waits-long.decorator.js';
import { CallerName } from '../auth/caller-name.decorator.js';
import { RequiresScope } from '../auth/scope.decorator.js';
import { whenOver } from '../http/when-over.js';
import { RequiredLeaseToken, ShowsLeaseToken } from '../job-leases/lease-token.decorator.js';
import { traceparentOf } from '../tracing/request-span.js';
import { CLAIMS } from './claims.examples.js';
import { ClaimsService } from './claims.service.js';
import { ClaimExportJob } from './dto/claim-export-job.dto.js';
import { ClaimedExportJob } from './dto/claimed-export-job.dto.js';
import { TakesNoBody } from '../api/takes-no-body.decorator.js';

const LEASE_SECONDS = 300;

@ApiTags('export-jobs')
@Controller('v1/export-jobs')
export class ClaimsController {
  constructor(private readonly claims: ClaimsService) {}

  /**
   * Gives the caller a job to work on.
   * @remarks The oldest one whose worker fell silent or gave it back, else the oldest pending one, whose `started` is
   * recorded with the claim. A company has one claimed job at a time. No other worker gets the job until the lease
   * ends: by the job's final event, a release, or its time. Every accepted request with the token renews it.
   */
  @Post('claim')
  @HttpCode(200)
  @RequiresScope('write')
  @WaitsLong()
  @ApiBody({ type: ClaimExportJob, required: false, examples: CLAIMS })
  @Answers({ 200: ['The job, and the lease of the caller.', ClaimedExportJob] })
  @ApiResponse({ status: 204, description: 'There is none.' })
  @Answers.problems(400, 413, 415)
  async claimExportJob(
    @Body() body: unknown,
    @CallerName() claimedBy: string | null,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ClaimedExportJob | undefined> {
    const given = check(ClaimExportJob, body ?? {});
    if (given instanceof ValidationFailed) throw given;
    const { companyId = null, leaseSeconds, waitSeconds } = given;
    const wish = {
      companyId,
      leaseSeconds: leaseSeconds ?? LEASE_SECONDS,
      claimedBy,
      request: { id: String(request.id), traceparent: traceparentOf(request) },
    };
    const gone = new AbortController();
    whenOver(request.raw, reply.raw, () => {
      // An abort makes an error with a stack: skip it when no worker is left.
      if (!reply.raw.writableFinished) gone.abort();
    });
    // It says nothing of what was over before.
    if (request.raw.socket.destroyed) gone.abort();
    const claimed = await this.claims.claim(wish, (waitSeconds ?? 0) * 1000, gone.signal);
    if (claimed) return claimed;
    reply.status(204);
    return undefined;
  }

  /**
   * Gives a claimed job back, for another worker.
   * @remarks The job stays in progress, and is claimed as `resumed`. Repeating it is safe.
   */
  @Post(':id/release')
  @TakesNoBody()
  @HttpCode(204)
  @LogsId('jobId')
  @RequiresScope('write')
  @ShowsLeaseToken(true)
  @ApiResponse({ status: 204, description: 'Nobody has the job.' })
  @Answers.problems(400, 404, 409)
  releaseExportJob(
    @Param() { id }: IdParam,
    @RequiredLeaseToken() token: string,
    @CallerName() by: string | null,
  ): Promise<void> {
    return this.claims.release(id, token, by);
  }
}
