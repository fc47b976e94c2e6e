import { HttpModule } from '@nestjs/axios';
import { type DynamicModule, Module } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { outgoingHttpClient } from '../outgoing/http-client.js';
import { PleoClient } from './pleo.client.js';
import { PleoReads } from './pleo-reads.js';
import { undiciAdapter } from './undici.adapter.js';

/** What a `PleoClient` sends with: so many connections to Pleo, which nobody else uses (bulkhead). */
export function pleoConnections(count: (settings: Settings) => number): DynamicModule {
  return HttpModule.registerAsync({
    inject: [Settings],
    useFactory: (settings: Settings) => ({
      adapter: undiciAdapter(outgoingHttpClient(settings, { connections: count(settings), pipelining: 1 })),
      // Bodies go out and come in as they are.
      transformRequest: [],
      transformResponse: [],
    }),
  });
}

/** The client of Pleo: its address, its shapes. Knows no database. */
@Module({
  imports: [pleoConnections(({ DELIVERY_CONCURRENCY }) => DELIVERY_CONCURRENCY)],
  providers: [PleoClient, PleoReads],
  exports: [PleoClient, PleoReads],
})
export class PleoModule {}
