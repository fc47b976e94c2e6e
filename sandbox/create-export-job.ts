import { badRequest } from './answer.js';
import { asObject } from './json-body.js';
import { isUuid } from './uuid.js';

/** The fields of a new job; the store fills in missing ones. */
export interface NewJob {
  readonly id?: string | undefined;
  readonly companyId?: string | undefined;
  readonly expiresIn?: number | undefined;
  readonly numberOfItems?: number | undefined;
  /** Each one once. */
  readonly accountingEntryIds?: readonly string[] | undefined;
  readonly createdBy?: string | undefined;
  readonly isInteractive?: boolean | undefined;
  readonly vendorBasedBookkeeping?: boolean | undefined;
}

export const MAX_EXPIRES_IN = 604_800;
const MAX_ITEMS = 1_000_000;

/**
 * The body of POST export-jobs: Pleo's own (companyId, accountingEntryIds, employeeId, isInteractive, options),
 * with id, expiresIn and numberOfItems (where the entries do not matter) beside it for tests.
 */
export function readCreateExportJob(value: unknown, company: 'required' | 'optional'): NewJob {
  const body = asObject(value);
  if (body === undefined) throw badRequest(['The body must be an object']);
  const { id, companyId, expiresIn, numberOfItems, accountingEntryIds, employeeId, isInteractive } = body;
  const vendorBasedBookkeeping = asObject(body.options)?.vendorBasedBookkeeping;
  const problems: string[] = [];
  const check = (right: boolean, problem: string): void => {
    if (!right) problems.push(problem);
  };
  check(id === undefined || isUuid(id), 'id must be a UUID');
  check(isUuid(companyId) || (companyId === undefined && company === 'optional'), 'companyId must be a UUID');
  check(
    expiresIn === undefined || isInteger(expiresIn, 1, MAX_EXPIRES_IN),
    `expiresIn must be a whole number of seconds from 1 to ${MAX_EXPIRES_IN}`,
  );
  check(
    numberOfItems === undefined || isInteger(numberOfItems, 0, MAX_ITEMS),
    `numberOfItems must be a whole number from 0 to ${MAX_ITEMS}`,
  );
  const entryIds = entryIdsOf(accountingEntryIds);
  check(entryIds !== null, `accountingEntryIds must be an array of at most ${MAX_ITEMS} UUIDs`);
  check(
    !entryIds || numberOfItems === undefined || numberOfItems === entryIds.length,
    'numberOfItems must be the number of different accountingEntryIds',
  );
  check(employeeId === undefined || employeeId === null || isUuid(employeeId), 'employeeId must be a UUID');
  check(isBooleanOrNothing(isInteractive), 'isInteractive must be true or false');
  check(
    (body.options === undefined || body.options === null || asObject(body.options) !== undefined) &&
      isBooleanOrNothing(vendorBasedBookkeeping),
    'options must be an object with vendorBasedBookkeeping true or false',
  );
  if (problems.length > 0) throw badRequest(problems);
  return {
    id: (id as string | undefined)?.toLowerCase(),
    companyId: (companyId as string | undefined)?.toLowerCase(),
    expiresIn: expiresIn as number | undefined,
    numberOfItems: numberOfItems as number | undefined,
    accountingEntryIds: entryIds ?? undefined,
    createdBy: (employeeId ?? undefined) as string | undefined,
    isInteractive: (isInteractive ?? undefined) as boolean | undefined,
    vendorBasedBookkeeping: (vendorBasedBookkeeping ?? undefined) as boolean | undefined,
  };
}

/** Each id once; null when they are none. */
function entryIdsOf(value: unknown): string[] | null | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || value.length > MAX_ITEMS || !value.every(isUuid)) return null;
  return [...new Set(value.map((id) => id.toLowerCase()))];
}

function isInteger(value: unknown, min: number, max: number): boolean {
  return Number.isInteger(value) && (value as number) >= min && (value as number) <= max;
}

function isBooleanOrNothing(value: unknown): boolean {
  return value === undefined || value === null || typeof value === 'boolean';
}
