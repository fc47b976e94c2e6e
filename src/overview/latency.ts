/** Growth from one step to the next: a quantile is told within five percent. */
export const BASE = 1.1;

/** The time, in milliseconds, within which `share` of what is counted by step was done; null without anything. */
export function quantile(steps: ReadonlyMap<number, number>, share: number): number | null {
  const counts = [...steps].sort(([one], [other]) => one - other);
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  let passed = 0;
  for (const [step, count] of counts) {
    passed += count;
    if (passed >= total * share) return Math.round(BASE ** (step + 0.5));
  }
  return null;
}

/** Adds what other maps have counted. */
export function merge(all: readonly ReadonlyMap<number, number>[]): Map<number, number> {
  const merged = new Map<number, number>();
  for (const steps of all)
    for (const [step, count] of steps) merged.set(step, (merged.get(step) ?? 0) + count);
  return merged;
}
