import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The authority behind `pleo`. */
export const CA_FILE = fileURLToPath(new URL('ca.pem', import.meta.url));

/** Certificate and key of a server. */
export function certificate(name: 'pleo' | 'self-signed'): { cert: string; key: string } {
  const read = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8');
  return { cert: read(`${name}.pem`), key: read(`${name}.key.pem`) };
}
