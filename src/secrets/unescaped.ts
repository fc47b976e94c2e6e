/** Escapes of one character in URLs, JSON, JavaScript, XML and HTML. */
const ESCAPE =
  /[%\\]u([\da-f]{4})|(?:%|\\x)([\da-f]{2})|\\u\{([\da-f]{1,6})\}|&#x([\da-f]{1,6});?|&#(\d{1,7});?|\\[bfnrtv]|&(\w{2,31});/gi;

/** Tags, which stand for no character, though they may contain a secret. */
const TAG = /<[/!]?[a-z][^<>]{0,200}>/gi;

/** Nested escapes that are undone: JSON in JSON in a URL, and one more. */
const MAX_LAYERS = 4;

/** A text with the original position of each of its characters, and of its end. */
export interface View {
  readonly text: string;
  readonly placeOf: (index: number) => number;
}

/**
 * The text as it is, then with one layer of escapes undone, then the next, and so on. Each is a view by itself, since a
 * seeming escape may be none; and each without its tags as well.
 */
export function* unescaped(text: string): Generator<View> {
  let view: View = { text, placeOf: (index) => index };
  for (let layer = 0; layer <= MAX_LAYERS; layer++) {
    yield view;
    const withoutTags = undo(TAG, view);
    if (withoutTags !== null) yield withoutTags;
    const next = undo(ESCAPE, view);
    if (next === null) return;
    view = next;
  }
}

/** Null where there is nothing to undo. */
function undo(what: RegExp, { text, placeOf }: View): View | null {
  const parts: string[] = [];
  const places: number[] = [];
  let done = 0;
  const copy = (end: number) => {
    parts.push(text.slice(done, end));
    for (let index = done; index < end; index++) places.push(placeOf(index));
  };
  for (const match of text.matchAll(what)) {
    copy(match.index);
    parts.push(meaningOf(match));
    places.push(placeOf(match.index));
    done = match.index + match[0].length;
  }
  if (done === 0) return null;
  copy(text.length);
  places.push(placeOf(text.length));
  return { text: parts.join(''), placeOf: (index) => places[index] as number };
}

/** One character: a space for a non-letter, and for one that does not fit into one UTF-16 unit. */
function meaningOf([, utf16, byte, braced, hex, decimal, name]: RegExpMatchArray): string {
  if (name !== undefined) return name.toLowerCase() === 'amp' ? '&' : ' ';
  const digits = utf16 ?? byte ?? braced ?? hex;
  const code = digits !== undefined ? parseInt(digits, 16) : Number(decimal ?? 32);
  return code <= 0xffff ? String.fromCharCode(code) : ' ';
}
