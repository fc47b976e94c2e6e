/** The ways in which Pleo announces a job; `creation`: by its answer to a creation through the relay. */
const ANNOUNCERS = { webhook: 'Pleo (webhook)', poll: 'Pleo (poll)', creation: 'Pleo (creation)' };

export type JobOrigin = keyof typeof ANNOUNCERS;

/** Stored in place of the name of an API key. No key can have this name. */
export function nameOf(announcer: JobOrigin): string {
  return ANNOUNCERS[announcer];
}

/** How Pleo announced the job, by the name of its registrar; null where that is a caller. */
export function originOf(name: string | null): JobOrigin | null {
  const origins = Object.keys(ANNOUNCERS) as JobOrigin[];
  return origins.find((origin) => ANNOUNCERS[origin] === name) ?? null;
}
