import { ApiProperty } from '@nestjs/swagger';
import { type Pause, PAUSES } from '../outbox/circuit.js';

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

/** The public shape of what is known of Pleo. */
export function toPleoState(paused: { pause: Pause; until: Date } | null): PleoState {
  if (!paused) return { status: 'up', pause: null, reason: null, until: null };
  const { pause, until } = paused;
  return { status: 'paused', pause: pause.kind, reason: pause.reason, until };
}
