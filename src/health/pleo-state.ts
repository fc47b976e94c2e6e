import { ApiProperty } from '@nestjs/swagger';
import { DEFAULT_CREDENTIAL } from '../queue/credential-queue.js';
import { PAUSES } from '../queue/circuit.js';
import type { PauseInForce } from '../queue/circuit.repository.js';

/** How deliveries to Pleo stand, with the default credential. Shown beside readiness, and no part of it. */
export class PleoState {
  @ApiProperty({ type: String, enum: ['up', 'paused'] })
  status!: 'up' | 'paused';

  @ApiProperty({ type: String, enum: [...PAUSES], nullable: true })
  pause!: (typeof PAUSES)[number] | null;

  /** The status that was answered, in a sentence. GET /v1/overview has what was said. */
  reason!: string | null;

  /** When deliveries go on, or the next probe goes. */
  until!: Date | null;

  /** How many companies' own credentials are paused. */
  pausedCompanies!: number;
}

/** The public shape of what is known of Pleo. */
export function toPleoState(paused: readonly PauseInForce[]): PleoState {
  const own = paused.find(({ credential }) => credential === DEFAULT_CREDENTIAL);
  const pausedCompanies = paused.length - (own ? 1 : 0);
  if (!own) return { status: 'up', pause: null, reason: null, until: null, pausedCompanies };
  const { kind, until } = own;
  return { status: 'paused', pause: kind, reason: openReason(own), until, pausedCompanies };
}

/** Anybody may read it, so nothing that somebody else wrote is in it. */
function openReason({ reason }: PauseInForce): string {
  const [, status] = /\b(?:answered|not come from Pleo:) (\d{3})\b/.exec(reason) ?? [];
  return status ? `Pleo answered ${status}.` : 'Pleo did not answer.';
}
