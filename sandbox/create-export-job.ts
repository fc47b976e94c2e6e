import { badRequest } from './answer.js';
import { asObject } from './json-body.js';
import { isUuid } from './uuid.js';

/** The fields of a new job; the store fills in missing ones. */
export interface NewJob {
  readonly id?: string | undefined;
  readonly companyId?: string | undefined;
  readonly expiresIn?: number | undefined;
  readonly numberOfItems?: number | undefined;
  readonly createdBy?: string | undefined;
  readonly isInteractive?: boolean | undefined;
  readonly vendorBasedBookkeeping?: boolean | undefined;
}

export const MAX_EXPIRES_IN = 604_800;

/**
 * The body of POST export-jobs: Pleo's own (companyId, accountingEntryIds, employeeId, isInteractive, options),
 * with id, expiresIn and numberOfItems beside it for tests.
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
    numberOfItems === undefined || isInteger(numberOfItems, 0, 2 ** 31 - 1),
    'numberOfItems must be a whole number from 0',
  );
  check(
    accountingEntryIds === undefined ||
      (Array.isArray(accountingEntryIds) && accountingEntryIds.every(isUuid)),
    'accountingEntryIds must be an array of UUIDs',
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
    numberOfItems: (numberOfItems ?? (accountingEntryIds as unknown[] | undefined)?.length) as
      number | undefined,
    createdBy: (employeeId ?? undefined) as string | undefined,
    isInteractive: (isInteractive ?? undefined) as boolean | undefined,
    vendorBasedBookkeeping: (vendorBasedBookkeeping ?? undefined) as boolean | undefined,
  };
}

function isInteger(value: unknown, min: number, max: number): boolean {
  return Number.isInteger(value) && (value as number) >= min && (value as number) <= max;
}

function isBooleanOrNothing(value: unknown): boolean {
  return value === undefined || value === null || typeof value === 'boolean';
}
