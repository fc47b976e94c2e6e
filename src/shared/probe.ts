/** Whether a URL is one that orchestrators ask: it must answer when others do not. */
export function isProbe(url: string | undefined): boolean {
  return url?.startsWith('/health/') ?? false;
}
