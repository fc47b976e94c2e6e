import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Answers } from '../api/answers.decorator.js';
import { IdParam } from '../api/dto/id-param.dto.js';
import { LogsId } from '../api/logs-id.decorator.js';
import { LogsQuery } from '../api/logs-query.decorator.js';
import { RequiresScope } from '../auth/scope.decorator.js';
import { DeadItemCauses } from './dto/dead-item-causes.dto.js';
import { DeadExportJobItemQuery } from './dto/dead-export-job-item-query.dto.js';
import { DeadExportJobItemPage, ExportJobItemPage } from './dto/export-job-item.dto.js';
import { ExportJobItemQuery } from './dto/export-job-item-query.dto.js';
import { ItemsStanding } from './items-standing.js';
import { ItemsService } from './items.service.js';

@ApiTags('export-job-items')
@Controller('v1')
export class ItemsController {
  constructor(
    private readonly items: ItemsService,
    private readonly standing: ItemsStanding,
  ) {}

  /**
   * Lists the results that were reported of a job's accounting entries, newest first.
   * @remarks One for each entry: the last report on it. An entry that is reported again goes to the top.
   */
  @Get('export-jobs/:id/items')
  @LogsId('jobId')
  @LogsQuery()
  @RequiresScope('read')
  @Answers({ 200: ['A page of results.', ExportJobItemPage] })
  @Answers.problems(400, 404)
  listExportJobItems(
    @Param() { id }: IdParam,
    @Query() query: ExportJobItemQuery,
  ): Promise<ExportJobItemPage> {
    return this.items.page(id, query);
  }

  /**
   * Lists the dead results of all jobs, newest first.
   * @remarks Pleo did not take them, and after the final event of their job nothing can be corrected any more.
   */
  @Get('export-job-items/dead')
  @LogsQuery()
  @RequiresScope('read')
  @Answers({ 200: ['A page of dead results.', DeadExportJobItemPage] })
  @Answers.problems(400)
  listDeadExportJobItems(@Query() query: DeadExportJobItemQuery): Promise<DeadExportJobItemPage> {
    return this.items.deadPage(query);
  }

  /**
   * Counts dead results by why Pleo did not take them.
   * @remarks Looks at the 10,000 that were reported last.
   */
  @Get('export-job-items/causes')
  @RequiresScope('read')
  @Answers({ 200: ['The causes, the most frequent one first.', DeadItemCauses] })
  @Answers.problems()
  async listDeadItemCauses(): Promise<DeadItemCauses> {
    return { data: await this.standing.causes() };
  }
}
