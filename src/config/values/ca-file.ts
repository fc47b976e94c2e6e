import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** The certificates in a PEM file, each by itself. Throws an Error that says what is wrong with the file. */
export function readCertificates(path: string): string[] {
  const text = readFileSync(path, 'utf8');
  const certificates = text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  if (certificates.length === 0) throw new Error('it holds no certificate in PEM');
  for (const certificate of certificates) new X509Certificate(certificate);
  return certificates;
}
