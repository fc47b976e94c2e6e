import { type DynamicModule, Module, RequestMethod } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import type { DestinationStream } from 'pino';
import type { Settings } from '../config/settings.js';
import { pathOf } from './path-of.js';

/** Browsers bring a code in the query here. */
const OAUTH = /^\/+oauth/i;

/** One line per request, JSON in production and readable lines elsewhere. No header is logged: they carry keys. */
@Module({})
export class LoggingModule {
  static with({ LOG_LEVEL }: Readonly<Settings>, destination: DestinationStream): DynamicModule {
    return {
      module: LoggingModule,
      imports: [
        LoggerModule.forRoot({
          pinoHttp: [
            {
              level: LOG_LEVEL,
              customLogLevel: (request, response, error) =>
                error || response.statusCode >= 500 ? 'error' : isProbe(request.url) ? 'debug' : 'info',
              serializers: {
                req: ({ id, method, url }: { id: string; method: string; url: string }) => ({
                  id,
                  method,
                  url: OAUTH.test(url) ? pathOf({ url }) : url,
                }),
                res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
              },
            },
            destination,
          ],
          // Fastify's own wildcard: with Nest's default only "/" would get a log line.
          forRoutes: [{ path: '{*splat}', method: RequestMethod.ALL }],
        }),
      ],
    };
  }
}

function isProbe(url: string | undefined): boolean {
  return url?.startsWith('/health/') ?? false;
}
