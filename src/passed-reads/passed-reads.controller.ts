import { applyDecorators, Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Answers } from '../api/answers.decorator.js';
import { IdParam } from '../api/dto/id-param.dto.js';
import { LogsRouteOnly } from '../api/logs-route-only.decorator.js';
import { RequiresScope } from '../auth/scope.decorator.js';
import { ReadRoom } from './read-room.js';
import { passedRead } from './passed-read.js';
import { EXPORT_ITEMS, ITEMS, JOBS, JOBS_V2, type PleoParameter } from './pleo-parameters.js';

/** A route that is passed to Pleo, with its documentation and the parameters that Pleo has. */
const Passes = (path: string, query: readonly PleoParameter[] = []) =>
  applyDecorators(
    Get(path),
    RequiresScope('read'),
    LogsRouteOnly(),
    ...query.map((parameter) => ApiQuery({ ...parameter, required: false })),
    ApiResponse({
      status: 200,
      description: 'Pleo’s own answer, as are those with other statuses of Pleo’s.',
    }),
    Answers.problems(400, 502, 504),
  );

/** Queries go to Pleo as they came: what is not known here is not refused here. */
@ApiTags('pleo')
@Controller()
export class PassedReadsController {
  constructor(private readonly room: ReadRoom) {}

  /**
   * Lists jobs at Pleo.
   * @remarks Passed to Pleo. A job whose accepted status has not reached Pleo yet is shown as accepted here.
   */
  @Passes('v2/export-jobs', JOBS_V2)
  listPleoExportJobsV2(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.room.pass(passedRead('jobs', 'v2', request.url, null), request, reply);
  }

  /**
   * Lists jobs at Pleo.
   * @remarks Passed to Pleo. A job whose accepted status has not reached Pleo yet is shown as accepted here.
   */
  @Passes('v3/export-jobs', JOBS)
  listPleoExportJobs(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.room.pass(passedRead('jobs', 'v3', request.url, null), request, reply);
  }

  /**
   * Gives a job of Pleo's.
   * @remarks Passed to Pleo. If its accepted status has not reached Pleo yet, it is shown as accepted here.
   */
  @Passes('v2/export-jobs/:id')
  getPleoExportJobV2(
    @Param() { id }: IdParam,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.room.pass(passedRead('job', 'v2', request.url, id), request, reply);
  }

  /**
   * Gives a job of Pleo's.
   * @remarks Passed to Pleo. If its accepted status has not reached Pleo yet, it is shown as accepted here.
   */
  @Passes('v3/export-jobs/:id')
  getPleoExportJob(
    @Param() { id }: IdParam,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.room.pass(passedRead('job', 'v3', request.url, id), request, reply);
  }

  /**
   * Lists the items of a job at Pleo.
   * @remarks Passed to Pleo. An item whose accepted result has not reached Pleo yet is shown as reported here. So a
   * worker that comes back sees what is left to book.
   */
  @Passes('v2/export-jobs/:id/items', ITEMS)
  listPleoExportJobItemsV2(
    @Param() { id }: IdParam,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.room.pass(passedRead('items', 'v2', request.url, id), request, reply);
  }

  /**
   * Lists the items of a job at Pleo.
   * @remarks Passed to Pleo. An item whose accepted result has not reached Pleo yet is shown as reported here. So a
   * worker that comes back sees what is left to book.
   */
  @Passes('v3/export-jobs/:id/items', ITEMS)
  listPleoExportJobItems(
    @Param() { id }: IdParam,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.room.pass(passedRead('items', 'v3', request.url, id), request, reply);
  }

  /**
   * Lists the accounting entries of a job, with all that is needed to book them.
   * @remarks Passed to Pleo. Nothing of it is kept or logged here.
   */
  @Passes('v2/export-items', EXPORT_ITEMS)
  listPleoExportItemsV2(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.room.pass(passedRead('export-items', 'v2', request.url, null), request, reply);
  }

  /**
   * Lists the accounting entries of a job, with all that is needed to book them.
   * @remarks Passed to Pleo. Nothing of it is kept or logged here.
   */
  @Passes('v3/export-items', EXPORT_ITEMS)
  listPleoExportItems(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.room.pass(passedRead('export-items', 'v3', request.url, null), request, reply);
  }
}
