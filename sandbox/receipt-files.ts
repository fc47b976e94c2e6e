import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Answer } from './answer.js';

/** A file of an export item, as Pleo shows it. */
export interface ReceiptFile {
  readonly url: string;
  readonly type: string;
  /** In bytes. */
  readonly size: number;
}

const LIFE_SECONDS = 24 * 60 * 60;

/**
 * The receipts of all entries, behind presigned addresses: a request with one needs no credential, for 24 hours by the
 * sandbox's clock.
 */
export class ReceiptFiles {
  readonly #key = randomBytes(32);
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** @param baseUrl the address under which the caller knows the sandbox */
  linkTo(baseUrl: string, accountingEntryId: string, number: number): ReceiptFile {
    const expires = String(Math.floor(this.#now() / 1000) + LIFE_SECONDS);
    const path = `/files/${accountingEntryId}/${number}`;
    const query = new URLSearchParams({ expires, signature: this.#signature(path, expires) });
    return {
      url: `${baseUrl}${path}?${query.toString()}`,
      type: 'application/pdf',
      size: receipt(accountingEntryId, number).length,
    };
  }

  /** The file, or 403 in the way of an object store. */
  open(accountingEntryId: string, number: string, query: Record<string, unknown>): Answer {
    const { expires, signature } = query;
    const path = `/files/${accountingEntryId}/${number}`;
    if (typeof expires !== 'string' || typeof signature !== 'string') return denied('Access Denied');
    const right = Buffer.from(this.#signature(path, expires));
    const given = Buffer.from(signature);
    if (given.length !== right.length || !timingSafeEqual(given, right)) return denied('Access Denied');
    if (this.#now() >= Number(expires) * 1000) return denied('Request has expired');
    return { status: 200, contentType: 'application/pdf', body: receipt(accountingEntryId, Number(number)) };
  }

  #signature(path: string, expires: string): string {
    return createHmac('sha256', this.#key).update(`${path}\n${expires}`).digest('hex');
  }
}

function denied(message: string): Answer {
  const body =
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    `<Error><Code>AccessDenied</Code><Message>${message}</Message></Error>`;
  return { status: 403, contentType: 'application/xml', body };
}

/** A PDF of one page, in ASCII. */
function receipt(accountingEntryId: string, number: number): string {
  const text = `BT /F1 12 Tf 20 100 Td (Receipt ${number} of ${accountingEntryId}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 360 200] /Contents 4 0 R ' +
      '/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>',
    `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
  ];
  let file = '%PDF-1.4\n';
  const places = objects.map((object, index) => {
    const place = file.length;
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(place).padStart(10, '0')} 00000 n \n`;
  });
  const count = objects.length + 1;
  return (
    `${file}xref\n0 ${count}\n0000000000 65535 f \n${places.join('')}` +
    `trailer\n<< /Size ${count} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`
  );
}
