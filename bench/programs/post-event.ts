import { Agent, request } from 'undici';

const HEADERS = {
  Authorization: `Basic ${Buffer.from('bench-key:').toString('base64')}`,
  'Content-Type': 'application/json',
};

/** The relay's own limit. */
const dispatcher = new Agent({ connections: 64 });

/** The relay's request, by undici alone. Throws when it is refused. */
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
