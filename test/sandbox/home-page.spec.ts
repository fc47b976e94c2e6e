import { expect, it } from 'vitest';
import { startSandbox } from '../../sandbox/sandbox.js';

it('the page of the sandbox names commands that work, and what can be read', async () => {
  const sandbox = await startSandbox();
  try {
    const answer = await fetch(sandbox.url);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const page = await answer.text();
    const commands = [...page.matchAll(/curl -s -X (\w+) (\S+?)(?: -d '(.*?)')?<\/code>/g)];
    expect(commands).toHaveLength(page.split('curl ').length - 1);
    for (const [command, method = '', url = '', body] of commands) {
      expect(new URL(url).origin).toBe(sandbox.url);
      const { ok } = await fetch(url, { method, ...(body !== undefined && { body }) });
      expect(ok, command).toBe(true);
    }
    const links = [...page.matchAll(/href="(.*?)"/g)].map(([, path = '']) => path);
    expect(links.length).toBeGreaterThan(5);
    for (const path of links) expect((await fetch(sandbox.url + path)).status, path).toBe(200);
  } finally {
    await sandbox.stop();
  }
});
