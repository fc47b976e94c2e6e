import type { ExportJob } from './export-job.js';

export interface FinishedLimits {
  readonly jobs: number;
  /** The items of all of them. */
  readonly items: number;
}

/** The jobs that ended, in the order of their ends; beyond the limits the first ones are forgotten. */
export class FinishedJobs {
  readonly #limits: FinishedLimits;
  #jobs: ExportJob[] = [];
  /** The place of the first job that is kept: shifting a long array for each job would cost more than the job. */
  #first = 0;
  #items = 0;

  constructor(limits: FinishedLimits) {
    this.#limits = limits;
  }

  get count(): number {
    return this.#jobs.length - this.#first;
  }

  /** Keeps a job, and returns those that are forgotten for it. The last one is kept whatever its size. */
  add(job: ExportJob): ExportJob[] {
    this.#jobs.push(job);
    this.#items += job.numberOfItems;
    const start = this.#first;
    while (this.count > this.#limits.jobs || (this.count > 1 && this.#items > this.#limits.items)) {
      this.#items -= this.#jobs[this.#first]!.numberOfItems;
      this.#first += 1;
    }
    const forgotten = this.#jobs.slice(start, this.#first);
    if (this.#first > this.#jobs.length / 2) {
      this.#jobs = this.#jobs.slice(this.#first);
      this.#first = 0;
    }
    return forgotten;
  }

  clear(): void {
    this.#jobs = [];
    this.#first = 0;
    this.#items = 0;
  }
}
