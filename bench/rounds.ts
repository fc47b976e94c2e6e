import type { Cost } from './machine/meter.js';
import type { Harness } from './harness.js';

/** The foreign load, as a share of the machine, above which a round is disturbed. */
export const DISTURBED = 0.15;

/** The measurements of one subject in one round. */
export interface Round {
  /** Per second. */
  readonly rate: number;
  readonly events: number;
  readonly cost: Cost;
  /** Milliseconds. */
  readonly p50?: number;
  readonly p99?: number;
}

/** A program that is measured beside others, round by round. */
export interface Subject {
  readonly name: string;
  round(): Promise<Round>;
}

/** A subject that runs until it is stopped. */
export interface Running extends Subject {
  stop(): Promise<void>;
}

/** A program that is measured cold, right after its start, and warm. */
export interface Startable {
  readonly name: string;
  start(): Promise<Running>;
}

/** The rounds of each subject, by its name. */
export type Results = ReadonlyMap<string, readonly Round[]>;

export interface ColdAndWarm {
  readonly cold: Results;
  readonly warm: Results;
}

/**
 * Interleaves the rounds of programs: first the cold ones, each the first of a program that was just started. The
 * programs of the last one go on with warm rounds.
 */
export async function coldAndWarm(harness: Harness, programs: readonly Startable[]): Promise<ColdAndWarm> {
  const running = new Map<string, Running>();
  harness.say('  cold');
  const cold = await roundsOf(
    harness,
    programs.map((program) => ({
      name: program.name,
      async round() {
        await running.get(program.name)?.stop();
        const started = await program.start();
        running.set(program.name, started);
        return started.round();
      },
    })),
  );
  harness.say('  warm');
  return { cold, warm: await roundsOf(harness, [...running.values()]) };
}

/**
 * Interleaves the rounds of the subjects. Each begins with a warm-up round that does not count: Node compiles hot code
 * only after a while.
 */
export async function interleaved(harness: Harness, subjects: readonly Subject[]): Promise<Results> {
  for (const subject of subjects) await subject.round();
  return roundsOf(harness, subjects);
}

/** The subjects take turns, so a slow spell of the machine hits all of them. */
async function roundsOf(harness: Harness, subjects: readonly Subject[]): Promise<Results> {
  const results = new Map<string, Round[]>(subjects.map(({ name }) => [name, []]));
  for (let round = 1; round <= harness.scale.rounds; round++) {
    for (const subject of subjects) {
      const measured = await leastDisturbed(harness, subject.name, async () => {
        const done = await subject.round();
        return { done, foreign: done.cost.foreign };
      });
      results.get(subject.name)?.push(measured.done);
      harness.say(
        `  round ${round}: ${subject.name}: ${Math.round(measured.done.rate)}/s${noteOf(measured)}`,
      );
    }
  }
  return results;
}

/** Repeats a disturbed measurement, a few times at most, and returns the least disturbed one. */
export async function leastDisturbed<Measured extends { readonly foreign: number | null }>(
  harness: Harness,
  name: string,
  measure: () => Promise<Measured>,
): Promise<Measured> {
  let best = await measure();
  for (let tried = 0; tried < harness.scale.repeats && isDisturbed(best); tried++) {
    harness.say(`  ${name}${noteOf(best)}, once more`);
    const again = await measure();
    if ((again.foreign ?? 0) < (best.foreign ?? 0)) best = again;
  }
  return best;
}

/** Whether other programs took too much of the machine for a good measurement. */
export function isDisturbed({ foreign }: { readonly foreign: number | null }): boolean {
  return (foreign ?? 0) > DISTURBED;
}

function noteOf(measured: { readonly foreign: number | null }): string {
  return isDisturbed(measured)
    ? ` (disturbed: ${Math.round((measured.foreign ?? 0) * 100)} % foreign load)`
    : '';
}
