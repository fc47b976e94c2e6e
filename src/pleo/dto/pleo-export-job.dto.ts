import { IsOptional } from 'class-validator';
import { IsUuid } from '../../api/fields/uuid.decorator.js';
import { IsWholeNumber } from '../../api/fields/whole-number.decorator.js';
import { check, type ValidationFailed } from '../../api/validation.js';

const LARGEST = 2_147_483_647;

/** An export job as Pleo describes it, as far as the relay needs it. Pleo says more, and may add to it. */
export class PleoExportJob {
  @IsUuid()
  id!: string;

  /** The company that exports. */
  @IsOptional()
  @IsUuid()
  companyId?: string | null;

  /** Seconds without an action on the job after which Pleo lets it expire. */
  @IsOptional()
  @IsWholeNumber(1, LARGEST)
  expiresIn?: number | null;

  @IsOptional()
  @IsWholeNumber(0, LARGEST)
  numberOfItems?: number | null;
}

/** Reads a job of Pleo's; `parent` is its JSON pointer. Returns all mistakes if it is malformed. */
export function pleoExportJobOf(value: unknown, parent: string): PleoExportJob | ValidationFailed {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return check(PleoExportJob, value, parent);
  }
  const { id, companyId, expiresIn, numberOfItems } = value as Record<string, unknown>;
  return check(PleoExportJob, { id, companyId, expiresIn, numberOfItems }, parent);
}
