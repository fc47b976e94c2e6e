import { expect } from 'vitest';
import { it } from '../support/stage.js';

it('the console is served: its page never from a cache, its files for ever, and nothing else runs in it', async ({
  stage,
}) => {
  const database = await stage.database();
  const sandbox = await stage.sandbox();
  const relay = await stage.relay({ database, sandbox }).answers();

  const page = await relay.get<string>('/console');
  expect(page.status).toBe(200);
  expect(page.headers.get('content-type')).toMatch(/^text\/html/);
  expect(page.headers.get('cache-control')).toBe('no-cache');
  const policy = page.headers.get('content-security-policy');
  expect(policy).toContain("default-src 'none'; script-src 'self';");
  expect(policy).toContain("connect-src 'self'");

  const files = [...page.body.matchAll(/(?:src|href)="\.(\/assets\/[^"]+)"/g)].map(([, file]) => file);
  expect(files.length).toBeGreaterThanOrEqual(2);
  for (const file of files) {
    const { status, headers } = await relay.get(`/console${file}`);
    expect(status, file).toBe(200);
    expect(headers.get('cache-control'), file).toBe('public, max-age=31536000, immutable');
    expect(headers.get('content-encoding'), file).toBe(/\.(js|css)$/.test(file ?? '') ? 'gzip' : null);
  }
  expect((await relay.get('/console/assets/gone.js')).status).toBe(404);
  expect((await fetch(relay.url)).url).toBe(`${relay.url}/console/`);
});
