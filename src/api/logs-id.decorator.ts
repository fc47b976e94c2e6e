import { routeConfig } from './route-config.js';

/** The field under which log lines carry the id of a path. */
export type LoggedId = 'jobId' | 'eventId';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The log field for the `:id` of the path. */
    logsId?: LoggedId;
  }
}

/** Log lines of the route carry the `:id` of its path under this name. */
export function LogsId(name: LoggedId): MethodDecorator {
  return routeConfig({ logsId: name });
}
