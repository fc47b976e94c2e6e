import { Webhook } from 'standardwebhooks';

/**
 * `PLEO_WEBHOOK_SECRET` is malformed. The message names the entry (from 1) and the reason; it never repeats a secret.
 */
export class WebhookSecretsMistake extends Error {}

/** Shorter keys are guessable. */
const MIN_KEY_BYTES = 16;

/**
 * Reads secrets as Pleo gives them, `whsec_` and base64, separated by commas: during a rotation the old and the new
 * one. Throws `WebhookSecretsMistake`.
 */
export function parseWebhookSecrets(text: string): Webhook[] {
  return text.split(',').map((entry, index) => {
    const [, encoded] = /^(?:whsec_)?([A-Za-z0-9+/]+={0,2})$/.exec(entry.trim()) ?? [];
    const key = Buffer.from(encoded ?? '', 'base64');
    if (key.length < MIN_KEY_BYTES) {
      throw new WebhookSecretsMistake(
        `entry ${index + 1} is not "whsec_" followed by base64 of ${MIN_KEY_BYTES} bytes or more`,
      );
    }
    return new Webhook(key, { format: 'raw' });
  });
}
