import type { TestApp } from './app.js';

/** What `/metrics` says, by name and labels as they stand there: `relay_outbox_events{status="dead",whose="ours"}`. */
export async function samplesOf({ http }: TestApp): Promise<ReadonlyMap<string, number>> {
  const { text } = await http.get('/metrics').expect(200);
  const lines = text.matchAll(/^([a-z]\w*(?:\{.*\})?) (\S+)$/gm);
  return new Map([...lines].map(([, name = '', value]) => [name, Number(value)]));
}
