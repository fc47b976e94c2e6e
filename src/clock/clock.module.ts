import { Global, Module } from '@nestjs/common';
import { RelayClock } from './relay-clock.js';

/** Whether the database's time may decide. */
@Global()
@Module({ providers: [RelayClock], exports: [RelayClock] })
export class ClockModule {}
