/** Whether a value is one of the samples in files and docs, which are to be replaced. */
export function isPlaceholder(value: string): boolean {
  return /change-me|…/i.test(value);
}
