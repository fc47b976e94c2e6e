import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { haveBeenSteady } from '../support/steady.js';
import { it } from '../support/stage.js';
import type { RelayProcess } from '../support/process.js';

interface Given {
  readonly status: number;
  readonly body: { readonly job: { readonly id: string; readonly companyId: string | null } };
}

async function claim(relay: RelayProcess, body: object): Promise<Given> {
  const answer = await fetch(`${relay.url}/v1/export-jobs/claim`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: (answer.status === 200 ? await answer.json() : {}) as Given['body'] };
}

it('workers of two replicas get every job once, and never two of one company', async ({ stage }) => {
  const [database, sandbox] = [await stage.database(), await stage.sandbox()];
  const relays = [stage.relay({ database, sandbox }), stage.relay({ database, sandbox })];
  for (const relay of relays) await relay.answers();
  await haveBeenSteady(database);
  const companies = Array.from({ length: 15 }, () => randomUUID());
  await database.query(
    `INSERT INTO export_job (id, company_id, status, source, expires_in, expires_at, registered_at)
     SELECT gen_random_uuid(), company, 'pending', 'webhook', 3600, now() + interval '1 day', now()
     FROM unnest($1::uuid[]) AS company, generate_series(1, 4)
     UNION ALL
     SELECT gen_random_uuid(), NULL, 'pending', 'webhook', 3600, now() + interval '1 day', now()
     FROM generate_series(1, 60)`,
    [companies],
  );
  // Each goes on until there is nothing left; that is said only when it is so.
  const given: Given['body']['job'][] = [];
  const work = async (relay: RelayProcess, body: object) => {
    for (;;) {
      const { status, body: claimed } = await claim(relay, body);
      expect([200, 204]).toContain(status);
      if (status === 204) return;
      given.push(claimed.job);
    }
  };
  await Promise.all(
    relays.flatMap((relay) => [
      ...Array.from({ length: 8 }, () => work(relay, {})),
      ...companies.slice(0, 8).map((companyId) => work(relay, { companyId })),
    ]),
  );
  expect(new Set(given.map(({ id }) => id)).size).toBe(given.length);
  const owners = given.flatMap(({ companyId }) => companyId ?? []);
  expect(owners.sort()).toEqual([...companies].sort());
  expect(given.length - owners.length).toBe(60);
});
