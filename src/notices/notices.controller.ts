import { Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Answers } from '../api/answers.decorator.js';
import { RequiresScope } from '../auth/scope.decorator.js';
import { NoticePage, NoticeQuery, NoticesCount, NoticeWritten } from './dto/notice.dto.js';
import { NoticesService } from './notices.service.js';
import { TakesNoBody } from '../api/takes-no-body.decorator.js';

@ApiTags('notices')
@Controller('v1/notices')
export class NoticesController {
  constructor(private readonly notices: NoticesService) {}

  /**
   * Lists notices, newest first.
   * @remarks Delivered ones are kept for a week, others for 30 days.
   */
  @Get()
  @RequiresScope('read')
  @Answers({ 200: ['A page of notices.', NoticePage] })
  @Answers.problems(400)
  listNotices(@Query() query: NoticeQuery): Promise<NoticePage> {
    return this.notices.page(query);
  }

  /**
   * Makes dead notices due again.
   * @remarks The oldest thousand, with another three days; say it again while the count is 1000.
   */
  @Post('redeliver')
  @TakesNoBody()
  @HttpCode(202)
  @RequiresScope('admin')
  @Answers({ 202: ['They are due.', NoticesCount] })
  @Answers.problems(400, 409)
  redeliverNotices(): Promise<NoticesCount> {
    return this.notices.redeliver();
  }

  /**
   * Sends a notice of the type `test`.
   * @remarks As any other: it waits for its turn, and is tried again where the receiver does not take it.
   */
  @Post('test')
  @TakesNoBody()
  @HttpCode(202)
  @RequiresScope('admin')
  @Answers({ 202: ['It is on its way.', NoticeWritten] })
  @Answers.problems(400, 409)
  testNotices(): Promise<NoticeWritten> {
    return this.notices.test();
  }
}
