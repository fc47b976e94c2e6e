import { HttpModule } from '@nestjs/axios';
import { Module } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { outgoingHttpClient } from '../outgoing/http-client.js';
import { PleoClient } from './pleo.client.js';
import { undiciAdapter } from './undici.adapter.js';

/** How Pleo is told: its address, its shapes. Knows no database. */
@Module({
  imports: [
    HttpModule.registerAsync({
      inject: [Settings],
      useFactory: (settings: Settings) => ({
        adapter: undiciAdapter(
          outgoingHttpClient(settings, { connections: settings.DELIVERY_CONCURRENCY, pipelining: 1 }),
        ),
        timeout: settings.PLEO_TIMEOUT_MS,
        // Bodies go out and come in as they are.
        transformRequest: [],
        transformResponse: [],
      }),
    }),
  ],
  providers: [PleoClient],
  exports: [PleoClient],
})
export class PleoModule {}
