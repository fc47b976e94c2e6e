import { randomBytes } from 'node:crypto';
import { isLoopback } from '../config/loopback.js';
import { Settings } from '../config/settings.js';
import { freePort } from './free-port.js';
import { ownCredentialsKey } from './own-key.js';

/** The sandbox's key, and the OAuth client that it knows where the settings name none. */
export const SANDBOX_KEY = 'sandbox-key';
const SANDBOX_CLIENT = { clientId: 'sandbox-client', clientSecret: 'sandbox-secret' };

/** The OAuth client that companies connect with at the sandbox. */
export function clientOf({
  PLEO_OAUTH_CLIENT_ID: clientId,
  PLEO_OAUTH_CLIENT_SECRET: clientSecret,
}: Readonly<Settings>): { clientId: string; clientSecret: string } {
  return clientId && clientSecret ? { clientId, clientSecret } : SANDBOX_CLIENT;
}

/**
 * Presets everything that leads to Pleo towards the sandbox: the default credential, webhooks, which the relay also
 * subscribes to for companies that connect, and the connecting of companies, so nothing of this goes to Pleo.
 * `keyFile` holds the key that seals their credentials, where the settings have none.
 */
export async function presetForSandbox(
  settings: Settings,
  sandboxUrl: string,
  keyFile: string,
): Promise<void> {
  settings.PLEO_BASE_URL = sandboxUrl;
  if (settings.PLEO_DEFAULT_CREDENTIAL === 'required') settings.PLEO_API_KEY = SANDBOX_KEY;
  delete settings.PLEO_ACCESS_TOKEN;
  settings.PLEO_WEBHOOK_SUBSCRIBE = true;
  settings.PLEO_WEBHOOK_SECRET ??= `whsec_${randomBytes(24).toString('base64')}`;

  const { clientId, clientSecret } = clientOf(settings);
  settings.PLEO_OAUTH_CLIENT_ID = clientId;
  settings.PLEO_OAUTH_CLIENT_SECRET = clientSecret;
  settings.PLEO_OAUTH_AUTHORIZE_URL = `${sandboxUrl}/oauth/authorize`;
  settings.PLEO_OAUTH_TOKEN_URL = `${sandboxUrl}/oauth/token`;
  settings.CREDENTIALS_KEY ??= await ownCredentialsKey(keyFile);
  if (settings.PUBLIC_URL) return;
  // People are sent back to an address that has to be known before the relay listens.
  if (settings.PORT === 0) settings.PORT = await freePort();
  const host = isLoopback(settings.HOST) ? settings.HOST : '127.0.0.1';
  settings.PUBLIC_URL = `http://${host.includes(':') ? `[${host}]` : host}:${settings.PORT}`;
}
