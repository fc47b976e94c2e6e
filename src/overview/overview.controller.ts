import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RequiresScope } from '../auth/scope.decorator.js';
import { Answers } from '../api/answers.decorator.js';
import { Overview } from './dto/overview.dto.js';
import { OverviewService } from './overview.service.js';

@ApiTags('operations')
@Controller('v1/overview')
export class OverviewController {
  constructor(private readonly overview: OverviewService) {}

  /** Shows whether everything is well, and if not, who has to act. */
  @Get()
  @RequiresScope('read')
  @Answers({ 200: ['The overview.', Overview] })
  @Answers.problems()
  getOverview(): Promise<Overview> {
    return this.overview.read();
  }
}
