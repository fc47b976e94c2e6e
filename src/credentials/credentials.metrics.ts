import { Injectable } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { Database } from '../database/database.js';
import { Metrics } from '../metrics/metrics.js';
import { Scrape } from '../metrics/scrape.js';
import type { ScrapeReads } from '../metrics/scrape-reads.js';
import { COUNT_CREDENTIALS } from './credentials.sql.js';
import { CREDENTIAL_STATUSES } from './dto/company-credential.dto.js';
import { Seals } from './seals.js';

/** Sets the gauge of companies' own credentials by status, at each scrape. */
@Injectable()
export class CredentialsMetrics {
  constructor(
    private readonly database: Database,
    private readonly seals: Seals,
    private readonly settings: Settings,
    private readonly metrics: Metrics,
    scrape: Scrape,
  ) {
    scrape.calls((reads) => this.collect(reads));
  }

  private async collect(reads: ScrapeReads): Promise<void> {
    const { companyCredentials } = this.metrics;
    const isDemanded = this.settings.PLEO_CREDENTIAL_VERIFICATION === 'required';
    const values = [this.seals.keyIds, isDemanded];
    type Row = { status: string; credentials: number };
    const rows = await reads.of(() => this.database.run<Row>(COUNT_CREDENTIALS, values));
    companyCredentials.reset();
    for (const status of rows === null ? [] : CREDENTIAL_STATUSES)
      companyCredentials.set({ status }, rows?.find((row) => row.status === status)?.credentials ?? 0);
  }
}
