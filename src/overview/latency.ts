/** Growth from one step of the histogram to the next: quantiles are within five percent. */
export const BASE = 1.1;

/** The quantile `share` of the histogram, in milliseconds; null without any entry. */
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

/** The sum of histograms. */
export function merge(all: readonly ReadonlyMap<number, number>[]): Map<number, number> {
  const merged = new Map<number, number>();
  for (const steps of all)
    for (const [step, count] of steps) merged.set(step, (merged.get(step) ?? 0) + count);
  return merged;
}
