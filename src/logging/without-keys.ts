const HIDDEN = '[hidden]';

/** The minimum length of API keys. */
const KEY_LENGTH = 24;

/** As long, but no key: ids, times, lists of words, error types, file names. */
const PLAIN =
  /^([\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}|\d{4}-\d\d-\d\dT[\d:.Z+-]*|[a-z]+(_[a-z]+)*(,[a-z]+(_[a-z]+)*)+|[A-Z]+(_[A-Z]+)+|[\w-]+\.(css|html|js|map|svg))$/i;

/** The URL, or its path, with possible keys replaced: callers put keys into them by mistake. */
export function withoutKeys(url: string): string {
  if (url.length < KEY_LENGTH) return url;
  const at = url.indexOf('?');
  const path = at === -1 ? url : url.slice(0, at);
  const shown = path.split('/').map(shownPart).join('/');
  return at === -1
    ? shown
    : `${shown}?${url
        .slice(at + 1)
        .split('&')
        .map(shownPair)
        .join('&')}`;
}

function shownPair(pair: string): string {
  const at = pair.indexOf('=');
  return at === -1 ? shownPart(pair) : `${shownPart(pair.slice(0, at))}=${shownPart(pair.slice(at + 1))}`;
}

function shownPart(part: string): string {
  return part.length < KEY_LENGTH || PLAIN.test(part.replaceAll('%3A', ':').replaceAll('%2C', ','))
    ? part
    : HIDDEN;
}
