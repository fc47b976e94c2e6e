const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** The places of a UUID before which a hyphen stands, counted without them. */
const PARTS = [0, 8, 12, 16, 20, 32] as const;

/** Whether the text is an id as Pleo's and the relay's are, in capitals or small letters. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/**
 * The beginning of an id as it was copied, with its hyphens and in small letters: a list shortens ids by `…`, and a log
 * may have quotes around them. Null where it is none of 4 characters at least.
 */
export function beginningOf(text: string): string | null {
  const digits = text
    .trim()
    .replace(/^["'“‘]|["'”’…]+$|\.{2,}$/g, '')
    .toLowerCase()
    .replaceAll('-', '');
  if (!/^[\da-f]{4,32}$/.test(digits)) return null;
  return PARTS.slice(1)
    .map((end, part) => digits.slice(PARTS[part], end))
    .filter((part) => part !== '')
    .join('-');
}
