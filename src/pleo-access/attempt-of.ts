import { v4 as uuidv4 } from 'uuid';
import type { PleoAnswer } from '../pleo/pleo.answer.js';
import type { Outcome } from '../pleo/pleo.outcome.js';
import type { Attempt } from '../queue/settlement.js';

/** How much of an answer is kept with the attempt. */
const EXCERPT_LENGTH = 2048;

/** What an attempt is called as long as nothing more is known than its answer. */
const WORDS = {
  delivered: 'delivered',
  passing: 'passing',
  wait: 'wait',
  credential: 'credential',
  state: 'conflict',
  unsure: 'passing',
  refused: 'refused',
} as const satisfies Record<Outcome['kind'], Attempt['outcome']>;

/** What was sent: see `Attempt`. */
type Sent = Pick<Attempt, 'route' | 'request' | 'startedAt'>;

/** The record of a request that has just ended. `answer` is null when the message was not fit to be sent. */
export function attemptOf(sent: Sent, outcome: Outcome, answer: PleoAnswer | null): Attempt {
  const answered = answer?.kind === 'answered' ? answer : null;
  return {
    id: uuidv4(),
    ...sent,
    durationMs: Math.round(performance.now() - sent.startedAt),
    outcome: answer && isAborted(answer) ? 'aborted' : WORDS[outcome.kind],
    statusCode: answered?.status ?? null,
    error: outcome.kind === 'delivered' ? null : outcome.error,
    responseExcerpt: answered && outcome.kind !== 'delivered' ? excerptOf(answered.body) : null,
    pleoStatus: null,
  };
}

/** Whether the request was given up by us. */
export function isAborted(answer: PleoAnswer): boolean {
  return answer.kind === 'unanswered' && answer.code === 'ABORTED';
}

/** Postgres text holds no NUL, and a cut may leave half a character behind. */
function excerptOf(body: string): string | null {
  return body.slice(0, EXCERPT_LENGTH).replaceAll('\0', '\uFFFD').toWellFormed() || null;
}
