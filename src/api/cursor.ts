import { ValidatorConstraint, type ValidatorConstraintInterface } from 'class-validator';

/** The place in a list, newest first, behind which the next page begins. */
export interface Cursor {
  readonly at: Date;
  readonly id: string;
}

/** Opaque to clients, so that its inside may change. */
export function encodeCursor({ at, id }: Cursor): string {
  return Buffer.from(`${at.toISOString()} ${id}`).toString('base64url');
}

/** Null when the text is not a cursor of ours. */
export function decodeCursor(text: string): Cursor | null {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) ([0-9a-f-]{36})$/.exec(
    Buffer.from(text, 'base64url').toString(),
  );
  const [, time = '', id = ''] = match ?? [];
  const at = new Date(time);
  return Number.isNaN(at.getTime()) || !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)
    ? null
    : { at, id };
}

/** Checks `after`: a cursor that this service has given out. */
@ValidatorConstraint({ name: 'cursor' })
export class CursorSyntax implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return typeof value === 'string' && decodeCursor(value) !== null;
  }

  defaultMessage(): string {
    return 'must be the endCursor of an earlier page';
  }
}
