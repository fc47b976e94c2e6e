import { Injectable } from '@nestjs/common';
import { RelayClock } from '../clock/relay-clock.js';
import { Settings } from '../config/settings.js';
import { isDatabaseUnavailable } from '../database/database-errors.js';

/** For how long messages are tried, at least, after a time in which nobody may have tried them. */
const LAST_TRIES_MS = 3_600_000;

/**
 * Keeps a message from being given up for an age that says nothing: the relay was away, or a clock was set, and it has
 * not been tried for long since.
 */
@Injectable()
export class LastTries {
  private readonly tryForMs: number;

  constructor(
    private readonly clock: RelayClock,
    settings: Settings,
  ) {
    this.tryForMs = Math.min(LAST_TRIES_MS, settings.DELIVERY_MAX_AGE_HOURS * 3_600_000);
  }

  /** Whether there was time for all of them. False when the database does not say. */
  async areOver(): Promise<boolean> {
    try {
      return (await this.clock.look()) >= this.tryForMs;
    } catch (error) {
      if (isDatabaseUnavailable(error)) return false;
      throw error;
    }
  }
}
