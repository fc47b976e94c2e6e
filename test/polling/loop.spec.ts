import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { PollTurns } from '../../src/polling/poll-turns.repository.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { statusOf } from '../support/loops.js';

let looping: TestApp;
beforeAll(async () => {
  looping = await startApp({ PLEO_POLL_INTERVAL_SECONDS: '1' });
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => looping.stop());

/** Makes a job at Pleo and waits until the relay has it. */
async function findsAJob(): Promise<void> {
  const { id } = looping.sandbox.createJob();
  await eventually(async () => (await looping.http.get(`/v1/export-jobs/${id}`)).status === 200);
}

async function count(metric: string): Promise<number> {
  const { text } = await looping.http.get('/metrics');
  const line = text.split('\n').find((one) => one.startsWith(`${metric} `));
  return Number(line?.slice(metric.length) ?? 0);
}

describe('the loop of the poll', () => {
  it('finds a job within its interval, and is shown', async () => {
    await findsAJob();
    const { body } = await looping.http.get('/health/ready').expect(200);
    expect(body.details.poll).toEqual({ status: 'up' });
    vi.spyOn(statusOf(looping.app, 'poll'), 'ageMs', 'get').mockReturnValue(41_001);
    const { status, body: down } = await looping.http.get('/health/ready');
    expect([status, down.error]).toEqual([
      503,
      { poll: { status: 'down', message: 'It has not turned for 41 s.' } },
    ]);
  });

  it('survives its own errors, and counts them', async () => {
    vi.spyOn(looping.app.get(PollTurns), 'claim').mockRejectedValueOnce(new Error('no turn today'));
    await eventually(async () => (await count('relay_loop_errors_total{loop="poll"}')) === 1);
    await findsAJob();
    expect(looping.log.filter((line) => line.includes('no turn today'))).toHaveLength(1);
  });

  it('does not make the relay unready when Pleo is down, and says so once', async () => {
    looping.sandbox.setFaults([{ status: 500 }]);
    await eventually(async () => (await count('relay_polls_total{result="failed"}')) >= 2);
    await looping.http.get('/health/ready').expect(200);
    expect(looping.log.filter((line) => line.includes('Asking Pleo for its jobs failed'))).toHaveLength(1);
    looping.sandbox.clearFaults();
  });
});
