import { Module } from '@nestjs/common';
import { CircuitRepository } from './circuit.repository.js';
import { DueTimesSweep } from './due-times.sweep.js';
import { HandPausesRepository } from './hand-pauses.repository.js';
import { QueueRepository } from './queue.repository.js';
import { QueueMetrics } from './queue.metrics.js';

/** The messages that Pleo must be told, and what keeps them from going. The only owner of their tables. */
@Module({
  providers: [QueueRepository, CircuitRepository, HandPausesRepository, DueTimesSweep, QueueMetrics],
  exports: [QueueRepository, CircuitRepository, HandPausesRepository],
})
export class QueueModule {}
