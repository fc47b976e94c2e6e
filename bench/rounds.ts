import type { Cost } from './machine/meter.js';
import type { Stage } from './stage.js';

/** Foreign load, as a part of the whole machine, above which a round says little. */
export const DISTURBED = 0.15;

/** What one contender did in one round. */
export interface Round {
  /** Per second. */
  readonly rate: number;
  readonly events: number;
  readonly cost: Cost;
  /** Milliseconds. */
  readonly p50?: number;
  readonly p99?: number;
}

/** Something that is measured beside others, round by round. */
export interface Contender {
  readonly name: string;
  round(): Promise<Round>;
}

/**
 * Lets the contenders take turns, so that what slows the machine down for a while slows all of them down. First each
 * has a round that does not count, as a service that has been running for a while: Node compiles what is used often.
 */
export async function interleaved(
  stage: Stage,
  contenders: readonly Contender[],
): Promise<Map<string, Round[]>> {
  const results = new Map<string, Round[]>(contenders.map(({ name }) => [name, []]));
  for (const contender of contenders) await contender.round();
  for (let round = 1; round <= stage.scale.rounds; round++) {
    for (const contender of contenders) {
      const measured = await leastDisturbed(stage, contender.name, async () => {
        const done = await contender.round();
        return { done, foreign: done.cost.foreign };
      });
      results.get(contender.name)?.push(measured.done);
      stage.say(
        `  round ${round}: ${contender.name}: ${Math.round(measured.done.rate)}/s${noteOf(measured)}`,
      );
    }
  }
  return results;
}

/** Measures until others did not disturb it, a few times at most, and gives the least disturbed of the tries. */
export async function leastDisturbed<Measured extends { readonly foreign: number | null }>(
  stage: Stage,
  name: string,
  measure: () => Promise<Measured>,
): Promise<Measured> {
  let best = await measure();
  for (let tried = 0; tried < stage.scale.repeats && isDisturbed(best); tried++) {
    stage.say(`  ${name}${noteOf(best)}, once more`);
    const again = await measure();
    if ((again.foreign ?? 0) < (best.foreign ?? 0)) best = again;
  }
  return best;
}

/** Whether others took so much of the machine that a measurement says little. */
export function isDisturbed({ foreign }: { readonly foreign: number | null }): boolean {
  return (foreign ?? 0) > DISTURBED;
}

function noteOf(measured: { readonly foreign: number | null }): string {
  return isDisturbed(measured)
    ? ` (disturbed: ${Math.round((measured.foreign ?? 0) * 100)} % foreign load)`
    : '';
}
