import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsOptional, ValidateBy } from 'class-validator';
import { AreUuids } from '../../api/fields/uuids.decorator.js';
import { IsUuid } from '../../api/fields/uuid.decorator.js';
import { check, ValidationFailed } from '../../api/validation.js';

/** Entries in a job: what can be read back of one, in pages of a hundred. */
const MAX_ENTRIES = 100_000;

/** How Pleo is to make the job, as far as that is known here. */
export class CreateExportJobOptions {
  /** Default: false. */
  @ApiProperty({ type: Boolean, required: false, nullable: true })
  vendorBasedBookkeeping?: boolean | null;
}

/**
 * Pleo's `CreateExportJob` (Export API, POST /v2/export-jobs), the same in v2 and v3. Pleo may know more fields: what
 * is not known here is passed on, and Pleo's to judge.
 */
export class CreateExportJob {
  /** The accounting entries that are to be exported. */
  @AreUuids(MAX_ENTRIES)
  @ApiProperty({ required: true })
  accountingEntryIds!: string[];

  /**
   * Pleo's id of the company that exports.
   * @example "3f1c9a52-7d6e-4b1f-8a55-0e9b6c2d4f10"
   */
  @IsUuid()
  companyId!: string;

  /** Who asks for the export. */
  @IsOptional()
  @IsUuid()
  employeeId?: string | null;

  /** Whether a person waits for it. Default at Pleo: true. */
  @IsOptional()
  @IsBoolean({ message: 'must be true or false' })
  isInteractive?: boolean | null;

  @IsOptional()
  @AreOptions()
  @ApiProperty({ type: CreateExportJobOptions, required: false, nullable: true })
  options?: CreateExportJobOptions | null;
}

/** Reads the fields of a body that the relay knows. Throws `ValidationFailed` with all mistakes. */
export function createExportJobIn(body: unknown): CreateExportJob {
  const known = check(CreateExportJob, isObject(body) ? pick(body) : body);
  if (known instanceof ValidationFailed) throw known;
  return known;
}

function pick(body: Record<string, unknown>): Record<string, unknown> {
  const { accountingEntryIds, companyId, employeeId, isInteractive, options } = body;
  return { accountingEntryIds, companyId, employeeId, isInteractive, options };
}

function AreOptions(): PropertyDecorator {
  return (target, property) =>
    ValidateBy({
      name: 'options',
      validator: {
        validate: (value) =>
          isObject(value) &&
          ['boolean', 'undefined'].includes(typeof (value['vendorBasedBookkeeping'] ?? false)),
        defaultMessage: () => 'must be an object, whose vendorBasedBookkeeping is true or false',
      },
    })(target, property);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
