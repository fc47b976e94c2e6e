import { type DynamicModule, Module, RequestMethod } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import type { DestinationStream } from 'pino';
import type { Settings } from '../config/settings.js';
import { isProbe } from './probe.js';

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
              customSuccessObject: (request, _, line: object) => ({ ...line, caller: request.callerName }),
              customErrorObject: (request, _, __, line: object) => ({ ...line, caller: request.callerName }),
              serializers: {
                req: ({ id, method, url }: { id: string; method: string; url: string }) => ({
                  id,
                  method,
                  url,
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
