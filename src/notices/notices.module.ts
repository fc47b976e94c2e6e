import { Module } from '@nestjs/common';
import { NoticeReceiver } from './notice-receiver.js';
import { NoticeSender } from './notice-sender.js';
import { NoticesMetrics } from './notices.metrics.js';
import { OldNoticesSweep } from './old-notices.sweep.js';
import { NoticesController } from './notices.controller.js';
import { NoticesService } from './notices.service.js';

/** Notices to the integrator, by webhook: a person has to act. The code of each cause writes its notice. */
@Module({
  controllers: [NoticesController],
  providers: [NoticeReceiver, NoticeSender, NoticesService, NoticesMetrics, OldNoticesSweep],
})
export class NoticesModule {}
