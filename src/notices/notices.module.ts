import { Module } from '@nestjs/common';
import { NoticeReceiver } from './notice-receiver.js';
import { NoticeSender } from './notice-sender.js';
import { NoticesMetrics } from './notices.metrics.js';
import { OldNoticesSweep } from './old-notices.sweep.js';
import { NoticesController } from './notices.controller.js';
import { NoticesService } from './notices.service.js';

/** The integrator is told by webhook what a person has to act on. Those who see it happen write the notices. */
@Module({
  controllers: [NoticesController],
  providers: [NoticeReceiver, NoticeSender, NoticesService, NoticesMetrics, OldNoticesSweep],
})
export class NoticesModule {}
