import type { Schema } from '../api/client.js';
import type { Tone } from './mark.js';

export const JOB_TONES: Record<Schema['ExportJob']['status'], Tone> = {
  pending: 'quiet',
  in_progress: 'busy',
  completed: 'good',
  completed_with_errors: 'warn',
  failed: 'bad',
};

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

/** `completed_with_errors` as people write it. */
export function words(name: string): string {
  return name.replaceAll('_', ' ');
}

export const RESPONSIBLE: Record<'pleo' | 'credential' | 'us', string> = {
  pleo: 'Pleo',
  credential: 'our credential',
  us: 'us',
};

export const PAUSES: Record<Schema['CurrentPause']['kind'], string> = {
  told_to_wait: 'Pleo asked us to wait',
  credential_refused: 'No credential that Pleo takes',
  circuit_open: 'Pleo fails again and again',
};

export function count(number: number, noun: string): string {
  return `${number.toLocaleString()} ${noun}${number === 1 ? '' : 's'}`;
}
