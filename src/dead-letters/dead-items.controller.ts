import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import { Answers } from '../api/answers.decorator.js';
import { IdParam } from '../api/dto/id-param.dto.js';
import { LogsId } from '../api/logs-id.decorator.js';
import { check, ValidationFailed } from '../api/validation.js';
import { CallerName } from '../auth/caller-name.decorator.js';
import { RequiresScope } from '../auth/scope.decorator.js';
import { DeadItemsService } from './dead-items.service.js';
import { DeadItemsCount, DiscardExportJobItems, RedeliverExportJobItems } from './dto/dead-items.dto.js';

const REASON = 'Corrected by hand in the accounting system.';
const TWO_ENTRIES = ['7d0c2f5b-1a36-4a0e-8f57-2f9a6b1c3d4e', '1f6b8e20-5c94-4d7b-9a83-6e0d2c4b7f15'];

@ApiTags('export-jobs')
@Controller('v1/export-jobs/:id/items')
export class DeadItemsController {
  constructor(private readonly items: DeadItemsService) {}

  /**
   * Delivers dead item results of a job again.
   * @remarks All of them, or those of the named entries: they go to Pleo at once, before the job's final event.
   */
  @Post('redeliver')
  @HttpCode(202)
  @LogsId('jobId')
  @RequiresScope('admin')
  @ApiBody({
    type: RedeliverExportJobItems,
    required: false,
    examples: {
      all: { summary: 'All dead results of the job.', value: {} },
      named: { summary: 'Those of two entries.', value: { accountingEntryIds: TWO_ENTRIES } },
    },
  })
  @Answers({ 202: ['How many results are due again.', DeadItemsCount] })
  @Answers.problems(400, 404, 409, 413, 415)
  async redeliverExportJobItems(
    @Param() { id }: IdParam,
    @Body() body: unknown,
    @CallerName() by: string | null,
  ): Promise<DeadItemsCount> {
    const given = check(RedeliverExportJobItems, body ?? {});
    if (given instanceof ValidationFailed) throw given;
    return { count: await this.items.redeliver(id, given.accountingEntryIds ?? null, by) };
  }

  /**
   * Gives dead item results of a job up.
   * @remarks Pleo will not hear of them. When none is left, the job's final event can go.
   */
  @Post('discard')
  @HttpCode(200)
  @LogsId('jobId')
  @RequiresScope('admin')
  @ApiBody({
    type: DiscardExportJobItems,
    examples: {
      all: { summary: 'All dead results of the job.', value: { reason: REASON } },
      named: {
        summary: 'Those of two entries.',
        value: { reason: REASON, accountingEntryIds: TWO_ENTRIES },
      },
    },
  })
  @Answers({ 200: ['How many results are discarded.', DeadItemsCount] })
  @Answers.problems(400, 404, 409, 413, 415)
  async discardExportJobItems(
    @Param() { id }: IdParam,
    @Body() { accountingEntryIds, reason }: DiscardExportJobItems,
    @CallerName() by: string | null,
  ): Promise<DeadItemsCount> {
    return { count: await this.items.discard(id, accountingEntryIds ?? null, reason, by) };
  }
}
