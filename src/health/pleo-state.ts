import { ApiProperty } from '@nestjs/swagger';
import { type Circuit, PAUSES } from '../outbox/circuit.js';

/** How deliveries to Pleo stand. Shown beside readiness, and no part of it. */
export class PleoState {
  @ApiProperty({ type: String, enum: ['up', 'paused'] })
  status!: 'up' | 'paused';

  @ApiProperty({ type: String, enum: [...PAUSES], nullable: true })
  pause!: (typeof PAUSES)[number] | null;

  /** What Pleo answered, in a sentence. */
  reason!: string | null;

  /** When deliveries go on, or the next probe goes. */
  until!: Date | null;
}

/** The public shape of a circuit that was read this moment. */
export function toPleoState({ pause }: Circuit): PleoState {
  if (!pause) return { status: 'up', pause: null, reason: null, until: null };
  const { kind, reason, remainingMs } = pause;
  return { status: 'paused', pause: kind, reason, until: new Date(Date.now() + remainingMs) };
}
