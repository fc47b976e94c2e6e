import { Injectable } from '@nestjs/common';
import { v4 as uuidv4 } from 'uuid';
import { Settings } from '../config/settings.js';
import { PleoCredentials } from '../credentials/pleo-credentials.js';
import { Database } from '../database/database.js';
import { END_TURN, FIND_DUE_TURNS, RELEASE_TURN, RENEW_TURN, CLAIM_TURN } from './poll-turns.sql.js';

/** How long a turn outlasts a request to Pleo: what was read has to be written meanwhile. */
const MARGIN_MS = 20_000;

/** A turn that this replica has, until another one may take it. */
export interface PollTurn {
  readonly credential: string;
  readonly claim: string;
}

/**
 * Lets one replica poll at a time, by a row with a token and an end: no lock and no transaction is held while Pleo is
 * asked, and what a killed replica had is free when its time is over.
 */
@Injectable()
export class PollTurns {
  private readonly leaseMs: number;
  private readonly intervalMs: number;

  constructor(
    private readonly database: Database,
    private readonly credentials: PleoCredentials,
    settings: Settings,
  ) {
    this.leaseMs = settings.PLEO_TIMEOUT_MS + MARGIN_MS;
    this.intervalMs = settings.PLEO_POLL_INTERVAL_SECONDS * 1000;
  }

  /** Credentials within reach whose turn seems to be due, some of them if there are many. */
  async due(): Promise<string[]> {
    const { keyIds, leftAlone } = this.credentials.reach;
    const values = [this.intervalMs, this.leaseMs, keyIds, [...leftAlone.keys()]];
    const rows = await this.database.run<{ credential: string }>(FIND_DUE_TURNS, values);
    return rows.map(({ credential }) => credential);
  }

  /** Null when it is not time, or another replica has the turn. */
  async claim(credential: string): Promise<PollTurn | null> {
    const turn = { credential, claim: uuidv4() };
    const taken = await this.database.run(CLAIM_TURN, [
      credential,
      turn.claim,
      this.leaseMs,
      this.intervalMs,
    ]);
    return taken.length > 0 ? turn : null;
  }

  /** To be asked before each request to Pleo, which then ends within the turn. False when the turn was lost. */
  async renew({ credential, claim }: PollTurn): Promise<boolean> {
    const kept = await this.database.run(RENEW_TURN, [credential, claim, this.leaseMs]);
    return kept.length > 0;
  }

  /** The next turn, of whichever replica, comes after the interval, and not before `waitMs`. */
  async end({ credential, claim }: PollTurn, waitMs: number): Promise<void> {
    await this.database.run(END_TURN, [credential, claim, waitMs]);
  }

  /** Another replica may take the turn at once. */
  async release({ credential, claim }: PollTurn): Promise<void> {
    await this.database.run(RELEASE_TURN, [credential, claim]);
  }
}
