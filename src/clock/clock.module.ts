import { Global, Module } from '@nestjs/common';
import { RelayClock } from './relay-clock.js';

/** Whether deadlines may go by the database's clock. */
@Global()
@Module({ providers: [RelayClock], exports: [RelayClock] })
export class ClockModule {}
