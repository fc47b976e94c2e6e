import { expect, it } from 'vitest';
import { startApp } from '../support/app.js';

it('a relay that was started from its sources says how to build the console', async () => {
  const relay = await startApp();
  for (const path of ['/console', '/console/', '/console/assets/x.js']) {
    const answer = await relay.http.get(path);
    expect(answer.status).toBe(404);
    expect(answer.body.detail).toMatch(/npm run build/);
  }
  await relay.stop();
});
