import type { Schema } from '../api/client.js';
import type { Tone } from './mark.js';

export const JOB_TONES: Record<Schema['ExportJob']['status'], Tone> = {
  pending: 'quiet',
  in_progress: 'busy',
  completed: 'good',
  completed_with_errors: 'warn',
  failed: 'bad',
};

/** The end of a job is not good until Pleo knows of it. */
export function jobTone({ status, delivery, items }: Schema['ExportJob']): Tone {
  const isUntold = delivery.pending + delivery.dead + items.pendingDelivery + items.dead > 0;
  return status === 'completed' && isUntold ? 'quiet' : JOB_TONES[status];
}

export const ITEM_TONES: Record<Schema['ExportJobItem']['status'], Tone> = {
  in_progress: 'busy',
  successful: 'good',
  failed: 'warn',
};

export const DELIVERY_TONES: Record<Schema['EventDelivery']['status'], Tone> = {
  pending: 'busy',
  delivered: 'good',
  dead: 'bad',
  discarded: 'quiet',
};

export const COMPANY_TONES: Record<Schema['Company']['state'], Tone> = {
  connected: 'good',
  no_credential: 'quiet',
  needs_consent: 'bad',
  wrong: 'bad',
  paused: 'warn',
  put_away: 'quiet',
};

/** `completed_with_errors` as people write it. */
export function words(name: string): string {
  return name.replaceAll('_', ' ');
}

export const RESPONSIBLE: Record<NonNullable<Schema['Verdict']['responsible']>, string> = {
  pleo: 'Pleo',
  credential: 'our credential',
  us: 'us',
  customer: 'the customer',
  operator: 'the person who paused them',
};

export const PAUSES: Record<Schema['CurrentPause']['kind'], string> = {
  told_to_wait: 'Pleo asked us to wait',
  credential_refused: 'Pleo accepts no credential',
  circuit_open: 'Pleo fails again and again',
  by_hand: 'Paused by hand',
};

/** The title of a list: `All jobs`, or `Jobs: failed, of one company`, from those conditions that hold. */
export function titleOfList(noun: 'jobs' | 'events', conditions: readonly unknown[]): string {
  const named = conditions.filter((condition) => typeof condition === 'string' && condition !== '');
  return named.length === 0
    ? `All ${noun}`
    : `${noun[0]?.toUpperCase()}${noun.slice(1)}: ${named.join(', ')}`;
}

export function count(number: number, noun: string): string {
  return `${number.toLocaleString()} ${noun}${number === 1 ? '' : 's'}`;
}
