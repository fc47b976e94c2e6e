/** Size limit of an answer, in bytes. */
const BODY_LIMIT = 64 * 1024;

/** The JSON of an answer. Rejects when it is malformed, too long, or breaks off; the error repeats nothing of it. */
export async function jsonIn(response: Response): Promise<unknown> {
  const decoder = new TextDecoder();
  let [text, size] = ['', 0];
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > BODY_LIMIT) throw Object.assign(new Error('too long'), { code: 'TOO_LONG' });
    text += decoder.decode(chunk, { stream: true });
  }
  try {
    return JSON.parse(text + decoder.decode());
  } catch {
    throw Object.assign(new Error('no JSON'), { code: 'NO_JSON' });
  }
}
