import { Agent, request } from 'undici';

const HEADERS = {
  Authorization: `Basic ${Buffer.from('bench-key:').toString('base64')}`,
  'Content-Type': 'application/json',
};

/** As many as the relay opens at most. */
const dispatcher = new Agent({ connections: 64 });

/** The request that the relay makes, by undici alone. Throws when it is not taken. */
export async function postEvent(pleo: string, jobId: string, event: string): Promise<void> {
  const { statusCode, body } = await request(`${pleo}/v1/export-job-events`, {
    method: 'POST',
    headers: HEADERS,
    body: JSON.stringify({ jobId, event }),
    dispatcher,
  });
  await body.text();
  if (statusCode !== 202) throw new Error(`Pleo answered ${statusCode}`);
}
