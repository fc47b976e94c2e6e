import { Global, Module } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { Tracing } from './tracing.js';

/** Provides spans. */
@Global()
@Module({
  providers: [
    { provide: Tracing, inject: [Settings], useFactory: (settings: Settings) => Tracing.as(settings) },
  ],
  exports: [Tracing],
})
export class TracingModule {}
