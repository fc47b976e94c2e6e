import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../../src/dev-services/free-port.js';
import { startApp, type TestApp } from '../support/app.js';
import { blocksOf } from '../support/doc-page.js';
import { eventually } from '../support/eventually.js';

const NOTICE_SECRET = `whsec_${Buffer.from('what signs the notices').toString('base64')}`;
const [RECEIVER] = blocksOf('docs/notices.md').filter(({ language }) => language === 'js');

let said = '';
let url: string;
let relay: TestApp;
let receiver: ReturnType<typeof spawn>;
beforeAll(async () => {
  const port = await freePort();
  url = `http://127.0.0.1:${port}/`;
  receiver = spawn(process.execPath, ['--input-type=module', '-e', RECEIVER!.text], {
    env: { PORT: String(port), NOTICE_SECRET },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  receiver.stdout!.on('data', (text) => (said += String(text)));
  relay = await startApp({ NOTICE_URL: url, NOTICE_SECRET });
});
afterAll(async () => {
  await relay.stop();
  receiver.kill();
});

it('the receiver of the docs takes what the relay tells, once, and nothing of anybody else', async () => {
  const jobId = randomUUID();
  relay.sandbox.setFaults([{ match: { jobId }, status: 400 }]);
  await relay.http.post('/v1/export-job-events').send({ jobId, event: 'started' }).expect(202);
  await eventually(() => said.includes('event.dead'));
  expect(said).toContain(`"jobId":"${jobId}"`);
  await eventually(async () => (await relay.http.get('/v1/notices?status=delivered')).body.data.length === 1);
  await relay.database.query(`UPDATE notice SET status = 'waiting', due_at = now(), settled_at = NULL`);
  await eventually(async () => (await relay.http.get('/v1/notices?status=delivered')).body.data.length === 1);
  // It writes in the order in which it is told.
  await relay.http.post('/v1/notices/test').expect(202);
  await eventually(() => /\btest\b/.test(said));
  expect(said.match(/event\.dead/g)).toHaveLength(1);
  const stranger = await fetch(url, { method: 'POST', body: '{"type":"test"}' });
  expect(stranger.status).toBe(401);
});
