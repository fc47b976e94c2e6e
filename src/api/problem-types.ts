/** The one table from the code of an error to its HTTP status and title. */
export const PROBLEMS = {
  VALIDATION_FAILED: [400, 'The request is not valid'],
  UNAUTHORIZED: [401, 'The API key is missing or unknown'],
  WEBHOOK_NOT_AUTHENTIC: [401, 'The webhook is not shown to come from Pleo'],
  FORBIDDEN: [403, 'The API key may not do this'],
  FOREIGN_SITE: [403, 'The request comes from another site'],
  EXPORT_NOT_FOUND: [404, 'The export job is unknown'],
  EXPORT_JOB_EVENT_NOT_FOUND: [404, 'The export job event is unknown'],
  CREDENTIAL_NOT_FOUND: [404, 'The company has no credential of its own'],
  ROUTE_NOT_FOUND: [404, 'There is no such route'],
  METHOD_NOT_ALLOWED: [405, 'The route does not take this method'],
  REQUEST_TIMEOUT: [408, 'The request came too slowly'],
  EXPORT_JOB_ALREADY_EXISTS: [409, 'The export job is registered differently'],
  EVENT_NOT_DEAD: [409, 'The event is not dead'],
  EXPORT_JOB_EVENT_UNDER_WAY: [409, 'The final event is on its way'],
  EXPORT_JOB_ITEMS_NOT_DEAD: [409, 'No such item result is dead'],
  CREDENTIALS_NOT_CONFIGURED: [409, 'The relay is not set up to keep credentials'],
  OAUTH_NOT_CONFIGURED: [409, 'The relay is not set up for OAuth'],
  BODY_TOO_LARGE: [413, 'The body is too large'],
  EXPORT_JOB_ITEMS_UPDATE_LIMIT: [413, 'There are too many item results in the request'],
  UNSUPPORTED_MEDIA_TYPE: [415, 'The body is not JSON'],
  FOREIGN_HOST: [421, 'The relay does not go by this name'],
  INVALID_EXPORT_JOB_STATUS_CHANGE: [422, 'The export job cannot change like this'],
  EXPORT_JOB_STATUS_UNPROCESSABLE: [422, 'The export job takes no item results in its status'],
  EXPORT_JOB_ITEMS_UNFINISHED: [422, 'Item results of the export job are missing'],
  TOO_MANY_REQUESTS: [429, 'The API key sends too many requests'],
  INTERNAL_ERROR: [500, 'Something went wrong here'],
  SERVICE_UNAVAILABLE: [503, 'The relay cannot answer right now'],
} as const satisfies Record<string, readonly [number, string]>;

/** Every `type` that an error answer may have. */
export type ProblemType = keyof typeof PROBLEMS;
