import { isDisturbed, type Round } from '../rounds.js';
import { median } from './median.js';
import { number } from './number.js';
import type { Table } from './section.js';

/** Rounds of subjects as a table: medians, and the range of the rates. */
export function roundTable(results: ReadonlyMap<string, readonly Round[]>): Table {
  const timed = [...results.values()].some((rounds) => rounds.some(({ p50 }) => p50 !== undefined));
  return {
    head: [
      '',
      'per second',
      'lowest–highest',
      ...(timed ? ['p50 ms', 'p99 ms'] : []),
      'CPU ms per 1,000: program',
      'CPU ms per 1,000: Postgres',
      'WAL bytes each',
      'peak RSS MB',
      'foreign load',
    ],
    rows: [...results].map(([name, rounds]) => {
      const rates = rounds.map(({ rate }) => rate);
      const disturbed = rounds.filter(({ cost }) => isDisturbed(cost)).length;
      return [
        name,
        number(median(rates)),
        `${number(Math.min(...rates))}–${number(Math.max(...rates))}`,
        ...(timed ? [number(middle(rounds, 'p50')), number(middle(rounds, 'p99'))] : []),
        number(each(rounds, ({ cost, events }) => perThousand(cost.serviceCpuMs, events))),
        number(each(rounds, ({ cost, events }) => perThousand(cost.postgresCpuMs, events))),
        number(each(rounds, ({ cost, events }) => cost.walBytes / events)),
        number(each(rounds, ({ cost }) => cost.peakRssMb)),
        `${foreignOf(rounds)}${disturbed > 0 ? `, ${disturbed} of ${rounds.length} rounds disturbed` : ''}`,
      ];
    }),
  };
}

/** The median rate of a subject's rounds. */
export function rateOf(results: ReadonlyMap<string, readonly Round[]>, name: string): number {
  return median((results.get(name) ?? []).map(({ rate }) => rate));
}

/** CPU time of a subject's program per 1,000 events, in milliseconds: the median of its rounds. */
export function cpuOf(results: ReadonlyMap<string, readonly Round[]>, name: string): number {
  return each(results.get(name) ?? [], ({ cost, events }) => perThousand(cost.serviceCpuMs, events));
}

/** Milliseconds at the median: the median of a subject's rounds. */
export function p50Of(results: ReadonlyMap<string, readonly Round[]>, name: string): number {
  return middle(results.get(name) ?? [], 'p50');
}

function middle(rounds: readonly Round[], name: 'p50' | 'p99'): number {
  return median(rounds.flatMap((round) => round[name] ?? []));
}

function each(rounds: readonly Round[], figure: (round: Round) => number | null): number {
  return median(rounds.flatMap((round) => figure(round) ?? []));
}

function perThousand(value: number | null, events: number): number | null {
  return value === null ? null : (value / events) * 1000;
}

function foreignOf(rounds: readonly Round[]): string {
  return foreignText(median(rounds.flatMap(({ cost }) => cost.foreign ?? [])));
}

/** Foreign load as text. */
export function foreignText(foreign: number | null): string {
  return foreign === null || Number.isNaN(foreign) ? 'not measured' : `${Math.round(foreign * 100)} %`;
}
