import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import { Answers } from '../api/answers.decorator.js';
import { CallerName } from '../auth/caller-name.decorator.js';
import { RequiresScope } from '../auth/scope.decorator.js';
import { HandPause, HandPauses, PauseDeliveries, Resumed, ResumeDeliveries } from './dto/pause.dto.js';
import { A_PAUSE, PAUSES, RESUMES } from './pauses.examples.js';
import { PausesService } from './pauses.service.js';

@ApiTags('operations')
@Controller('v1/deliveries')
export class PausesController {
  constructor(private readonly pauses: PausesService) {}

  /**
   * Lists the pauses by hand.
   * @remarks Those that are in force. The overview has all pauses, also those that Pleo's answers led to.
   */
  @Get('pauses')
  @RequiresScope('read')
  @Answers({ 200: ['All of them.', HandPauses] })
  @Answers.problems()
  async listPauses(): Promise<HandPauses> {
    return { data: await this.pauses.list() };
  }

  /**
   * Pauses the deliveries of one company, or all.
   * @remarks From now on no replica sends its events and results to Pleo; requests under way end. Reports are accepted
   * and wait. Reads go on, and so do deadlines: jobs expire here as always, and Pleo ends a job of which it hears
   * nothing for an hour. A second call replaces `reason` and `until`.
   */
  @Post('pause')
  @HttpCode(200)
  @RequiresScope('admin')
  @ApiBody({ type: PauseDeliveries, examples: PAUSES })
  @Answers({ 200: ['The pause.', HandPause, A_PAUSE] })
  @Answers.problems(400, 404, 409, 413, 415)
  pauseDeliveries(@Body() body: PauseDeliveries, @CallerName() by: string | null): Promise<HandPause> {
    return this.pauses.pause(body, by);
  }

  /**
   * Ends such a pause.
   * @remarks What waited is due at once, in the order of its jobs and with a fresh schedule. One of all companies and
   * one of a single company are ended apart.
   */
  @Post('resume')
  @HttpCode(200)
  @RequiresScope('admin')
  @ApiBody({ type: ResumeDeliveries, examples: RESUMES })
  @Answers({ 200: ['Whether there was one.', Resumed] })
  @Answers.problems(400, 413, 415)
  async resumeDeliveries(
    @Body() { companyId }: ResumeDeliveries,
    @CallerName() by: string | null,
  ): Promise<Resumed> {
    return { wasPaused: await this.pauses.resume(companyId, by) };
  }
}
