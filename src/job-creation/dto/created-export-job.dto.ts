import { PleoExportJob } from '../../pleo/dto/pleo-export-job.dto.js';

/** Pleo's answer to the creation of a job: the job, of which Pleo says more. */
export class CreatedExportJob {
  data!: PleoExportJob;
}
