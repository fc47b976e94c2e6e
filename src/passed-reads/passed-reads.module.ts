import { Module } from '@nestjs/common';
import { PleoModule } from '../pleo/pleo.module.js';
import { PleoAccessModule } from '../pleo-access/pleo-access.module.js';
import { QueueModule } from '../queue/queue.module.js';
import { ErrorAnswers } from './error-answers.js';
import { OwnWrites } from './own-writes.js';
import { PassedReadsController } from './passed-reads.controller.js';
import { PassedReadsService } from './passed-reads.service.js';
import { ReadRoom } from './read-room.js';
import { Standings } from './standings.js';

/** Reads that are passed to Pleo, and show what was accepted here. */
@Module({
  imports: [PleoModule, PleoAccessModule, QueueModule],
  controllers: [PassedReadsController],
  providers: [ReadRoom, PassedReadsService, ErrorAnswers, OwnWrites, Standings],
})
export class PassedReadsModule {}
