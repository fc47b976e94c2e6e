/** What an answer carries beside its status. */
interface Carried {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

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
export function wordsIn({ headers, body }: Carried): Words {
  const json = jsonIn(body);
  if (json === null) return NO_WORDS;
  const { type, message } = json as Record<string, unknown>;
  const isWord = typeof type === 'string' && WORD.test(type);
  return {
    ...(typeof type === 'string' && { type: textOf(type, 100) }),
    ...(typeof message === 'string' && { message: textOf(message, 300) }),
    arePleos: isWord && (message == null || typeof message === 'string') && !isMarkup(headers),
  };
}

/** Whether the body is nothing, or JSON as an API gives it, and no error of Pleo's. */
export function isPlainSuccess(answer: Carried): boolean {
  if (answer.body === '') return true;
  return !isMarkup(answer.headers) && jsonIn(answer.body) !== null && !wordsIn(answer).arePleos;
}

/** Whether it is made to be looked at, as by a gateway, a proxy or a firewall. */
export function isPage({ headers, body }: Carried): boolean {
  return isMarkup(headers) || /^\s*</.test(body);
}

/** Says that an answer is not Pleo's, and what came instead. */
export function strangerIn({ status, headers, body }: Carried & { readonly status: number }): string {
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
function jsonIn(body: string): object | null {
  if (!/^\s*[{[]/.test(body)) return null;
  try {
    return JSON.parse(body) as object;
  } catch {
    return null;
  }
}

/** Whether its headers say that it is made to be looked at. */
export function isMarkup(headers: Carried['headers']): boolean {
  return /html|xml/i.test(headers['content-type'] ?? '');
}

/** A header's beginning, as far as it is plain. */
function tokenOf(value: string): string {
  return value.replace(/[^\x21-\x7e]+/g, ' ').slice(0, 60);
}

/** A stranger's text, as far as it is kept: `length` characters at most, such as Postgres takes. */
export function textOf(value: string, length: number): string {
  return value.slice(0, length).replaceAll('\0', '\uFFFD').toWellFormed();
}
