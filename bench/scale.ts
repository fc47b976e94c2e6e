/** The size of a run. */
export interface Scale {
  /** Rounds that count, for each subject of a comparison; the report gives medians. */
  readonly rounds: number;
  /** Repeats of a disturbed round. */
  readonly repeats: number;
  /** Seconds of one round of load. */
  readonly seconds: number;
  /** Waiting events at the beginning of a drain. */
  readonly backlog: number;
  /** Reports in a latency measurement. */
  readonly delays: number;
  /** Jobs in the table of the expiry sweep, and those of them that are stale. */
  readonly jobs: number;
  readonly staleJobs: number;
  /** Finished jobs, a few and many. */
  readonly history: readonly [number, number];
  /** Results of one job that are reported one by one. */
  readonly results: number;
  /** Jobs whose results are reported in arrays, 500 of each. */
  readonly resultJobs: number;
  /** Pending jobs at the beginning of a round of claims. */
  readonly claimable: number;
  /** Waiting events while memory is measured. */
  readonly waiting: number;
  /** Blocked events while a fresh one is timed. */
  readonly blocked: number;
  /** Deliveries while another session holds a transaction open. */
  readonly heldDeliveries: number;
  /** Seconds of observing the service, idle or under a flood. */
  readonly watchSeconds: number;
}

export const FULL: Scale = {
  rounds: 3,
  repeats: 2,
  seconds: 6,
  backlog: 20_000,
  delays: 400,
  jobs: 1_000_000,
  staleJobs: 100_000,
  history: [1_000_000, 5_000_000],
  results: 10_000,
  resultJobs: 200,
  claimable: 40_000,
  waiting: 1_000_000,
  blocked: 100_000,
  heldDeliveries: 360_000,
  watchSeconds: 20,
};

/** A few minutes in all: good for a look, not for a claim. */
export const QUICK: Scale = {
  rounds: 1,
  repeats: 0,
  seconds: 1.2,
  backlog: 4_000,
  delays: 30,
  jobs: 20_000,
  staleJobs: 2_000,
  history: [10_000, 20_000],
  results: 1000,
  resultJobs: 20,
  claimable: 5_000,
  waiting: 30_000,
  blocked: 20_000,
  heldDeliveries: 3_000,
  watchSeconds: 2,
};
