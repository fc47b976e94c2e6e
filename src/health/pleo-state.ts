import { ApiProperty } from '@nestjs/swagger';
import { DEFAULT_CREDENTIAL } from '../queue/credential-queue.js';
import { PAUSES } from '../queue/circuit.js';
import { BY_HAND } from '../queue/hand-pause.js';
import { EVERYBODY } from '../queue/hand-pause.sql.js';
import type { HeldByHand } from '../queue/hand-pauses.repository.js';
import type { PauseInForce } from '../queue/circuit.repository.js';

/** The state of deliveries with the default credential, or of all. Shown beside readiness, and no part of it. */
export class PleoState {
  @ApiProperty({ type: String, enum: ['up', 'paused'] })
  status!: 'up' | 'paused';

  @ApiProperty({ type: String, enum: [...PAUSES, BY_HAND], nullable: true })
  pause!: (typeof PAUSES)[number] | typeof BY_HAND | null;

  /** The answered status, in a sentence, or that a person did it. GET /v1/overview has their own words. */
  reason!: string | null;

  /** When deliveries go on, or are tried again; null where nobody knows, or this moment. */
  until!: Date | null;

  /** How many companies' own credentials are paused, or companies by hand. */
  pausedCompanies!: number;
}

/** The public part of the pauses. One of all by hand stands before one of the default credential. */
export function toPleoState(paused: readonly PauseInForce[], byHand: readonly HeldByHand[]): PleoState {
  const own = paused.find(({ credential }) => credential === DEFAULT_CREDENTIAL);
  const ofAll = byHand.find(({ credential }) => credential === EVERYBODY);
  const companies = [...paused, ...byHand].filter((pause) => pause !== own && pause !== ofAll);
  const pausedCompanies = new Set(companies.map(({ credential }) => credential)).size;
  if (ofAll) {
    const reason = 'A person paused all deliveries.';
    return { status: 'paused', pause: BY_HAND, reason, until: ofAll.until, pausedCompanies };
  }
  if (!own) return { status: 'up', pause: null, reason: null, until: null, pausedCompanies };
  const { kind, until } = own;
  return { status: 'paused', pause: kind, reason: openReason(own), until, pausedCompanies };
}

/** The route is public: no text of other systems. */
function openReason({ reason }: PauseInForce): string {
  const [, status] = /\b(?:answered|not come from Pleo:) (\d{3})\b/.exec(reason) ?? [];
  return status ? `Pleo answered ${status}.` : 'Pleo did not answer.';
}
