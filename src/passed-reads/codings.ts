import { setImmediate as turn } from 'node:timers/promises';
import { pipeline, Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { DomainError } from '../api/domain-error.js';
import type { SecretWatch } from '../secrets/secret-watch.js';
import { AnswerWithheld } from './passed-reads.errors.js';

/** Codings that can be looked into: Pleo is asked for no others. */
const DECODERS: ReadonlyMap<string, () => Transform> = new Map<string, () => Transform>([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
]);

/** What is left of a caller's Accept-Encoding. Without any, every coding would be lawful. */
export function readableCodings(acceptEncoding: string | undefined): string {
  const wanted = (acceptEncoding ?? '').split(',').map((coding) => coding.trim());
  const readable = wanted.filter((coding) => {
    const name = nameOf(coding);
    return name === 'identity' || DECODERS.has(name);
  });
  return readable.length > 0 ? readable.join(', ') : 'identity';
}

/** The coding of an answer; null when it has none. Throws `AnswerWithheld` for one that nobody asked for. */
export function codingOf(contentEncoding: string | undefined): string | null {
  const name = nameOf(contentEncoding ?? '');
  if (name === '' || name === 'identity') return null;
  if (DECODERS.has(name)) return name;
  throw new AnswerWithheld('it has a content coding that was not asked for');
}

/**
 * The body without its coding; an empty one has none, whatever its head says. Throws what the body ends with, or
 * `AnswerWithheld` where it has another.
 */
export async function* decoded(body: AsyncIterable<Buffer>, coding: string): AsyncGenerator<Buffer> {
  let isEmpty = true;
  const coming = async function* (): AsyncGenerator<Buffer> {
    for await (const piece of body) {
      isEmpty = false;
      yield piece;
    }
  };
  // An error of either reaches who reads, and ends the other.
  const coded = Readable.from(coming(), { objectMode: false });
  const plain = pipeline(coded, decoderOf(coding), () => undefined);
  try {
    for await (const piece of plain) yield piece as Buffer;
  } catch (error) {
    if (error instanceof DomainError) throw error;
    if (!isEmpty) throw isNotAs(coding);
  }
}

/**
 * The same bytes, of which a copy is decoded and looked through: each goes on when what it says was seen. Throws
 * `AnswerWithheld` when that is a secret, since nothing can be taken out of coded bytes.
 */
export async function* lookedThrough(
  body: AsyncIterable<Buffer>,
  coding: string,
  watch: SecretWatch,
): AsyncGenerator<Buffer> {
  const decoder = decoderOf(coding);
  let isSenseless = false;
  // A decoder that met an error calls nobody back.
  let goOn = (): void => undefined;
  decoder.on('error', () => (isSenseless = true)).on('close', () => goOn());
  decoder.on('data', (piece: Buffer) => void watch.pass(piece));
  try {
    for await (const chunk of body) {
      await new Promise<void>((done) => {
        goOn = done;
        decoder.write(chunk, () => done());
      });
      // What was decoded last is handed out after the write is done.
      await turn();
      if (isSenseless) throw isNotAs(coding);
      if (watch.found) throw new AnswerWithheld('it repeats a credential');
      yield chunk;
    }
  } finally {
    decoder.destroy();
  }
}

function isNotAs(coding: string): AnswerWithheld {
  return new AnswerWithheld(`it is not ${coding}, as it says`);
}

function decoderOf(coding: string): Transform {
  const decoder = DECODERS.get(coding);
  if (!decoder) throw new Error(`there is no decoder for ${coding}`);
  return decoder();
}

function nameOf(coding: string): string {
  return (coding.split(';', 1)[0] ?? '').trim().toLowerCase();
}
