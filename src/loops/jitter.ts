/** A factor between 2/3 and 1 for a time to wait, so many that wait alike do not come back at once. */
export function jitter(): number {
  return 1 - Math.random() / 3;
}
