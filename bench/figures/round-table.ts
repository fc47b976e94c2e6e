import { type ColdAndWarm, isDisturbed, type Results, type Round } from '../rounds.js';
import { median } from './median.js';
import { number } from './number.js';
import type { Ratio, Table } from './section.js';

/** Rounds of subjects as a table: medians, and the range of the rates. `what` they are stands at its head. */
export function roundTable(results: Results, what = ''): Table {
  const timed = [...results.values()].some((rounds) => rounds.some(({ p50 }) => p50 !== undefined));
  return {
    head: [
      what,
      'CPU µs each: program',
      'CPU µs each: Postgres',
      'per second',
      'lowest–highest',
      ...(timed ? ['p50 ms', 'p99 ms'] : []),
      'WAL bytes each',
      'peak RSS MB',
      'foreign load',
    ],
    rows: [...results].map(([name, rounds]) => {
      const rates = rounds.map(({ rate }) => rate);
      const disturbed = rounds.filter(({ cost }) => isDisturbed(cost)).length;
      return [
        name,
        number(each(rounds, ({ cost, events }) => microseconds(cost.serviceCpuMs, events))),
        number(each(rounds, ({ cost, events }) => microseconds(cost.postgresCpuMs, events))),
        number(median(rates)),
        `${number(Math.min(...rates))}–${number(Math.max(...rates))}`,
        ...(timed ? [number(middle(rounds, 'p50')), number(middle(rounds, 'p99'))] : []),
        number(each(rounds, ({ cost, events }) => cost.walBytes / events)),
        number(each(rounds, ({ cost }) => cost.peakRssMb)),
        `${foreignOf(rounds)}${disturbed > 0 ? `, ${disturbed} of ${rounds.length} rounds disturbed` : ''}`,
      ];
    }),
  };
}

/** The median rate of a subject's rounds. */
export function rateOf(results: Results, name: string): number {
  return median((results.get(name) ?? []).map(({ rate }) => rate));
}

/** CPU time of a subject's program per event, in microseconds: the median of its rounds. */
export function cpuOf(results: Results, name: string): number {
  return each(results.get(name) ?? [], ({ cost, events }) => microseconds(cost.serviceCpuMs, events));
}

/** A figure of one subject beside that of another, warm and cold. */
export function ratioOf(
  what: string,
  { cold, warm }: ColdAndWarm,
  name: string,
  other: string,
  figure: (results: Results, name: string) => number,
): Ratio {
  const pair = (results: Results) => {
    const [relay, beside] = [figure(results, name), figure(results, other)];
    return { relay: number(relay), other: `${number(beside)} (${other})`, ratio: relay / beside };
  };
  return { what, ...pair(warm), cold: pair(cold) };
}

/** Milliseconds at the median: the median of a subject's rounds. */
export function p50Of(results: Results, name: string): number {
  return middle(results.get(name) ?? [], 'p50');
}

function middle(rounds: readonly Round[], name: 'p50' | 'p99'): number {
  return median(rounds.flatMap((round) => round[name] ?? []));
}

function each(rounds: readonly Round[], figure: (round: Round) => number | null): number {
  return median(rounds.flatMap((round) => figure(round) ?? []));
}

/** Milliseconds of so many events as microseconds of each. */
function microseconds(ms: number | null, events: number): number | null {
  return ms === null ? null : (ms / events) * 1000;
}

function foreignOf(rounds: readonly Round[]): string {
  return foreignText(median(rounds.flatMap(({ cost }) => cost.foreign ?? [])));
}

/** Foreign load as text. */
export function foreignText(foreign: number | null): string {
  return foreign === null || Number.isNaN(foreign) ? 'not measured' : `${Math.round(foreign * 100)} %`;
}
