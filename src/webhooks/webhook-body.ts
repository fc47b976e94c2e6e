import { type PleoExportJob, pleoExportJobOf } from '../pleo/dto/pleo-export-job.dto.js';
import { JOB_CREATED_SPELLINGS } from '../pleo/subscription.js';
import { check, type Mistake, ValidationFailed } from '../api/validation.js';
import { PleoWebhook } from './dto/pleo-webhook.dto.js';

/** The parts of a webhook that the relay uses. */
export interface WebhookMessage {
  readonly eventId: string | null;
  readonly eventType: string;
  /** The created job; null for other events. */
  readonly created: PleoExportJob | null;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads `{ data, eventId, eventType }`, bare or as the `payload` of a wrapper: Pleo's pages show both. Throws
 * `ValidationFailed` with all mistakes.
 */
export function readWebhook(body: Buffer): WebhookMessage {
  const outer = parse(body);
  const parent = isObject(outer) && 'payload' in outer ? '/payload' : '';
  const inner = parent === '' ? outer : (outer as { payload: unknown }).payload;
  if (!isObject(inner)) throw new ValidationFailed([{ pointer: parent, detail: 'must be a JSON object' }]);
  const { eventId, eventType, data } = inner as Record<string, unknown>;
  const head = check(PleoWebhook, { eventId, eventType }, parent);
  const isCreated = JOB_CREATED_SPELLINGS.has(eventType);
  const created = isCreated ? pleoExportJobOf(data, `${parent}/data`) : null;
  const mistakes = [...mistakesOf(head), ...mistakesOf(created)];
  if (head instanceof ValidationFailed || created instanceof ValidationFailed) {
    throw new ValidationFailed(mistakes);
  }
  return { eventId: head.eventId ?? null, eventType: head.eventType, created };
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(utf8.decode(body));
  } catch (error) {
    throw new ValidationFailed([
      { pointer: '', detail: `is not acceptable as JSON in UTF-8: ${(error as Error).message}` },
    ]);
  }
}

function mistakesOf(checked: object | null): readonly Mistake[] {
  return checked instanceof ValidationFailed ? checked.mistakes : [];
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
