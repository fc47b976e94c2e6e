/**
 * How many requests may be on the way with each credential. After a pause it is one, and one more for each event that
 * was settled, so that a backlog does not fall on Pleo all at once.
 */
export class SlowStart {
  /** Of the credentials that have less than all. */
  private readonly lanes = new Map<string, number>();

  constructor(private readonly all: number) {}

  /** The credential is paused: one request at a time from now on. */
  restart(credential: string): void {
    this.lanes.set(credential, 1);
  }

  /** An event was settled, and nothing pauses the credential. */
  widen(credential: string): void {
    const lanes = this.lanes.get(credential);
    if (lanes === undefined) return;
    if (lanes + 1 < this.all) this.lanes.set(credential, lanes + 1);
    else this.lanes.delete(credential);
  }

  /** How many events may be claimed for each credential on its way up, given those that are `held` already. */
  rooms(held: Iterable<{ readonly credential: string }>): Map<string, number> {
    const rooms = new Map(this.lanes);
    if (rooms.size === 0) return rooms;
    for (const { credential } of held) {
      const room = rooms.get(credential);
      if (room) rooms.set(credential, room - 1);
    }
    return rooms;
  }
}
