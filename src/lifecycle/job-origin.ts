/** The ways in which the relay hears of a job from Pleo itself. */
const ANNOUNCERS = { webhook: 'Pleo (webhook)', poll: 'Pleo (poll)' };

export type JobOrigin = keyof typeof ANNOUNCERS;

/** Stands where else the name of an API key does. No key can have this name. */
export function nameOf(announcer: JobOrigin): string {
  return ANNOUNCERS[announcer];
}

/** Whether a registration came from Pleo, by the name of who registered the job. */
export function isAnnouncer(name: string | null): boolean {
  return Object.values(ANNOUNCERS).some((known) => known === name);
}
