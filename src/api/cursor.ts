/** The place in a list behind which the next page begins. */
export interface Cursor {
  readonly at: Date;
  readonly id: string;
}

/** Opaque to clients, so its inside may change. */
export function encodeCursor({ at, id }: Cursor): string {
  return encodePlace(at, id);
}

/** Null when the text is not a cursor of ours. */
export function decodeCursor(text: string): Cursor | null {
  const place = decodePlace(text, 1);
  return place && { at: place.at, id: place.ids[0] as string };
}

/** The cursor of a list that is in the order of a time and several ids. */
export function encodePlace(at: Date, ...ids: string[]): string {
  return Buffer.from([at.toISOString(), ...ids].join(' ')).toString('base64url');
}

/** Null when the text is not a cursor of a time and so many ids. */
export function decodePlace(text: string, count: number): { at: Date; ids: string[] } | null {
  const [time = '', ...ids] = Buffer.from(text, 'base64url').toString().split(' ');
  const at = new Date(TIME.test(time) ? time : NaN);
  return Number.isNaN(at.getTime()) || ids.length !== count || !ids.every((id) => ID.test(id))
    ? null
    : { at, ids };
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
