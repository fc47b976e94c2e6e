import { ApiProperty } from '@nestjs/swagger';
import { DEFAULT_CREDENTIAL } from '../queue/credential-queue.js';
import { PAUSES } from '../queue/circuit.js';
import type { PauseInForce } from '../queue/circuit.repository.js';

/** The state of deliveries with the default credential. Shown beside readiness, and no part of it. */
export class PleoState {
  @ApiProperty({ type: String, enum: ['up', 'paused'] })
  status!: 'up' | 'paused';

  @ApiProperty({ type: String, enum: [...PAUSES], nullable: true })
  pause!: (typeof PAUSES)[number] | null;

  /** The answered status, in a sentence. GET /v1/overview has Pleo's own words. */
  reason!: string | null;

  /** When deliveries go on, or the next probe goes. */
  until!: Date | null;

  /** How many companies' own credentials are paused. */
  pausedCompanies!: number;
}

/** The public part of the pauses. */
export function toPleoState(paused: readonly PauseInForce[]): PleoState {
  const own = paused.find(({ credential }) => credential === DEFAULT_CREDENTIAL);
  const pausedCompanies = paused.length - (own ? 1 : 0);
  if (!own) return { status: 'up', pause: null, reason: null, until: null, pausedCompanies };
  const { kind, until } = own;
  return { status: 'paused', pause: kind, reason: openReason(own), until, pausedCompanies };
}

/** The route is public: no text of other systems. */
function openReason({ reason }: PauseInForce): string {
  const [, status] = /\b(?:answered|not come from Pleo:) (\d{3})\b/.exec(reason) ?? [];
  return status ? `Pleo answered ${status}.` : 'Pleo did not answer.';
}
