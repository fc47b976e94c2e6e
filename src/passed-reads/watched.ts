import type { SecretWatch } from '../secrets/secret-watch.js';

/** A body without the secrets in it. Nothing is passed as an empty piece. */
export async function* watched(body: AsyncIterable<Buffer>, watch: SecretWatch): AsyncGenerator<Buffer> {
  for await (const chunk of body) {
    const passed = watch.pass(chunk);
    if (passed.length > 0) yield passed;
  }
  const rest = watch.rest();
  if (rest.length > 0) yield rest;
}
