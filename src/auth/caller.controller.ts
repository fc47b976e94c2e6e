import { Controller, Get, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Answers } from '../api/answers.decorator.js';
import { CurrentCaller } from './dto/current-caller.dto.js';
import { RequiresScope } from './scope.decorator.js';

@ApiTags('operations')
@Controller('v1/caller')
export class CallerController {
  /** Tells whose API key this is, and what it may do. */
  @Get()
  @RequiresScope('read')
  @Answers({ 200: ['The caller.', CurrentCaller] })
  @Answers.problems()
  getCaller(@Req() { caller }: FastifyRequest): CurrentCaller {
    // Without keys every caller may do everything.
    return caller ?? { name: null, scope: 'admin' };
  }
}
