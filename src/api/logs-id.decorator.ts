import { routeConfig } from './route-config.js';

/** What an id in a path can be the id of, as log lines name it. */
export type LoggedId = 'jobId' | 'eventId';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the `:id` of the path is. */
    logsId?: LoggedId;
  }
}

/** Log lines of the route carry the `:id` of its path under this name. */
export function LogsId(name: LoggedId): MethodDecorator {
  return routeConfig({ logsId: name });
}
