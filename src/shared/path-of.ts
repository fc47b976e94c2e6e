/** The path that a request asked for, without its query. */
export function pathOf({ url }: { url: string }): string {
  return url.split('?', 1)[0] ?? url;
}
