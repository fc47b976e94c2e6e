import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Answers } from '../api/answers.decorator.js';
import { CallerName } from '../auth/caller-name.decorator.js';
import { RequiresScope } from '../auth/scope.decorator.js';
import { CompanyParam } from '../credentials/dto/company-param.dto.js';
import { CompanySubscription } from './dto/company-subscription.dto.js';
import { SubscriptionsService } from './subscriptions.service.js';
import { TakesNoBody } from '../api/takes-no-body.decorator.js';

@ApiTags('webhooks')
@Controller('v1/companies/:companyId/subscription')
export class SubscriptionsController {
  constructor(private readonly subscriptions: SubscriptionsService) {}

  /** Shows how the webhooks of the company are subscribed to, without any secret. */
  @Get()
  @RequiresScope('admin')
  @Answers({ 200: ['Its state.', CompanySubscription] })
  @Answers.problems(400, 404)
  getSubscription(@Param() { companyId }: CompanyParam): Promise<CompanySubscription> {
    return this.subscriptions.get(companyId);
  }

  /**
   * Replaces the secret of the company's webhooks.
   * @remarks Pleo has no way to change one: a second subscription is made within some seconds, both are good for an
   * hour or a little more, then the first one is removed. A webhook that comes twice meanwhile counts once.
   */
  @Post('rotate')
  @TakesNoBody()
  @HttpCode(200)
  @RequiresScope('admin')
  @Answers({ 200: ['It is noted, or was.', CompanySubscription] })
  @Answers.problems(400, 404, 409)
  rotateSubscription(
    @Param() { companyId }: CompanyParam,
    @CallerName() by: string | null,
  ): Promise<CompanySubscription> {
    return this.subscriptions.rotate(companyId, by);
  }
}
