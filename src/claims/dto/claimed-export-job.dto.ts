import { ApiProperty } from '@nestjs/swagger';
import { ExportJob } from '../../jobs/dto/export-job.dto.js';

/** The right to work on a job. */
export class ClaimedLease {
  /** To be sent as `Lease-Token` with all that is said of the job. */
  @ApiProperty({ format: 'uuid' })
  token!: string;

  /** When others may claim the job, unless its worker sends something. */
  until!: Date;
}

/** A job that the caller has now. */
export class ClaimedExportJob {
  job!: ExportJob;
  lease!: ClaimedLease;

  /**
   * Whether another worker had it before, which fell silent or gave it back: some of its entries may be booked already.
   */
  resumed!: boolean;
}
