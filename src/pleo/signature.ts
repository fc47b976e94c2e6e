import type { PleoAnswer } from './pleo.answer.js';

type Answered = PleoAnswer & { readonly kind: 'answered' };

/** The properties of a JSON object. */
type Fields = Readonly<Record<string, unknown>>;

/** Pleo's `ExceptionInfo` as far as it is there: text of bounded length that Postgres takes. */
export interface Words {
  readonly type?: string;
  readonly message?: string;
  /** Whether it has Pleo's shape: a `type` that is a word such as EXPORT_NOT_FOUND, and at most a `message` of text. */
  readonly arePleos: boolean;
}

const NO_WORDS: Words = { arePleos: false };

/** Pleo's words for what went wrong. Others use `type` too: an address, `about:blank`, or a word in small letters. */
const WORD = /^[A-Z][A-Z0-9_]{0,99}$/;

/** The words of an answer, from any sender. */
export function wordsIn({ rawType, body }: Pick<Answered, 'rawType' | 'body'>): Words {
  const json = jsonIn(body);
  if (json === null) return NO_WORDS;
  const { type, message } = json;
  return {
    ...(typeof type === 'string' && { type: textOf(type, 100) }),
    ...(typeof message === 'string' && { message: textOf(message, 300) }),
    arePleos: isError(json) && !isMarkup(rawType),
  };
}

/** Whether it has the shape of Pleo's errors. */
function isError({ type, message }: Fields): boolean {
  return typeof type === 'string' && WORD.test(type) && (message == null || typeof message === 'string');
}

/**
 * Whether the body is nothing, or JSON as an API gives it, and no error of Pleo's. Read as it came: nothing of it is
 * shown, and to scrub it for this took an eighth of the CPU of a delivery.
 */
export function isPlainSuccess({ rawType, rawBody }: Pick<Answered, 'rawType' | 'rawBody'>): boolean {
  if (rawBody === '') return true;
  const json = jsonIn(rawBody);
  return json !== null && !isMarkup(rawType) && !isError(json);
}

/** Whether it is made to be looked at, as by a gateway, a proxy or a firewall. */
export function isPage({ rawType, body }: Pick<Answered, 'rawType' | 'body'>): boolean {
  return isMarkup(rawType) || /^\s*</.test(body);
}

/** Says that an answer is not Pleo's, and what came instead. */
export function strangerIn({ status, headers, body }: Pick<Answered, 'status' | 'headers' | 'body'>): string {
  const type = headers['content-type'] ? tokenOf(headers['content-type']) : 'a body of no named type';
  const server = headers['server'] && ` from ${tokenOf(headers['server'])}`;
  const title = /<title[^>]*>\s*([^<]{1,100})/i.exec(body)?.[1]?.trim();
  const what = [
    body === '' ? 'without a body' : type,
    server,
    title && ` with the title "${textOf(title, 100)}"`,
  ];
  return `The answer does not come from Pleo: ${status} ${what.filter(Boolean).join('')}.`;
}

/** The JSON object or array in a body. */
function jsonIn(body: string): Fields | null {
  if (!/^\s*[{[]/.test(body)) return null;
  try {
    return JSON.parse(body) as Fields;
  } catch {
    return null;
  }
}

/** Whether its media type says that it is made to be looked at. */
export function isMarkup(type: string): boolean {
  return /html|xml/i.test(type);
}

/** A header's beginning, as far as it is plain. */
function tokenOf(value: string): string {
  return value.replace(/[^\x21-\x7e]+/g, ' ').slice(0, 60);
}

/** A stranger's text, as far as it is kept: `length` characters at most, such as Postgres takes. */
export function textOf(value: string, length: number): string {
  return value.slice(0, length).replaceAll('\0', '\uFFFD').toWellFormed();
}
