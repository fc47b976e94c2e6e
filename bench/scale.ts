/** How much is measured. */
export interface Scale {
  /** Rounds that count, for each subject of a comparison; the report gives medians. */
  readonly rounds: number;
  /** How often a round that others disturbed is tried again. */
  readonly repeats: number;
  /** Seconds of one round of load. */
  readonly seconds: number;
  /** Events that wait at the beginning of a drain. */
  readonly backlog: number;
  /** Reports whose delay is taken. */
  readonly delays: number;
  /** Jobs in the table of the expiry sweep, and those of them that are stale. */
  readonly jobs: number;
  readonly staleJobs: number;
  /** Finished jobs, a few and many. */
  readonly history: readonly [number, number];
  /** Events that wait while memory is looked at. */
  readonly waiting: number;
  /** Events that cannot go while a fresh one is timed. */
  readonly blocked: number;
  /** Deliveries while somebody else holds a transaction open. */
  readonly heldDeliveries: number;
  /** Seconds for which the service is watched, idle or under a flood. */
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
  waiting: 1_000_000,
  blocked: 100_000,
  heldDeliveries: 360_000,
  watchSeconds: 20,
};

/** Two minutes in all: good for a look, not for a claim. */
export const QUICK: Scale = {
  rounds: 1,
  repeats: 0,
  seconds: 1.2,
  backlog: 4_000,
  delays: 30,
  jobs: 20_000,
  staleJobs: 2_000,
  history: [10_000, 20_000],
  waiting: 30_000,
  blocked: 20_000,
  heldDeliveries: 3_000,
  watchSeconds: 2,
};
