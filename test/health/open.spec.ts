import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toPleoState } from '../../src/health/pleo-state.js';
import { startApp, type TestApp } from '../support/app.js';

describe('what is shown to anybody of a pause', () => {
  it.each([
    ['Pleo answered 403 FORBIDDEN (unknown key pk_9fZq).', 'Pleo answered 403.'],
    ['Pleo answered 422 X. Reading the job back failed: Pleo answered 403 (pk_9fZq).', 'Pleo answered 422.'],
    ['Pleo could not be reached: ECONNREFUSED.', 'Pleo did not answer.'],
    ['A new consent is needed: The authorization server answered 400 pk_9fZq.', 'Pleo answered 400.'],
    ['pk_9fZq', 'Pleo did not answer.'],
  ])('is of %j the sentence %j', (reason, shown) => {
    const pause = {
      credential: 'default',
      kind: 'circuit_open',
      reason,
      since: new Date(),
      until: new Date(),
    } as const;
    expect(toPleoState([pause], []).reason).toBe(shown);
  });
});

describe('what is shown to anybody of the database', () => {
  let relay: TestApp;
  beforeAll(async () => {
    relay = await startApp();
  });
  afterAll(() => relay.stop());

  it('is the code of its error, and not what it wrote', async () => {
    await relay.database.query('ALTER TABLE migration RENAME TO elsewhere');
    const { status, body } = await relay.http.get('/health/ready');
    await relay.database.query('ALTER TABLE elsewhere RENAME TO migration');
    expect([status, body.error.database.message]).toEqual([503, 'The database does not answer (42P01).']);
  });
});
