import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';

/** `whsec_` and base64 of 24 bytes, as Pleo's are. */
export const SECRET = `whsec_${Buffer.from('the first of two secrets').toString('base64')}`;

export const now = () => Math.floor(Date.now() / 1000);

/** A webhook's body as Pleo sends it, about a new job. */
export function jobCreated(
  data: object = { id: randomUUID() },
  eventType = 'v1.export-job.created',
): { data: object; eventId: string; eventType: string } {
  return { data, eventId: randomUUID(), eventType };
}

/** The headers of a signed webhook. */
export function signed(
  body: string,
  { id = `msg_${randomUUID()}`, secret = SECRET, at = now() } = {},
): { 'webhook-id': string; 'webhook-timestamp': string; 'webhook-signature': string } {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(at),
    'webhook-signature': new Webhook(secret).sign(id, new Date(at * 1000), body),
  };
}
