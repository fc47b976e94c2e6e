import { Injectable } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { Database } from '../database/database.js';
import { Metrics } from '../metrics/metrics.js';
import { Scrape } from '../metrics/scrape.js';
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
    scrape.calls(() => this.collect());
  }

  private async collect(): Promise<void> {
    const { companyCredentials } = this.metrics;
    const isDemanded = this.settings.PLEO_CREDENTIAL_VERIFICATION === 'required';
    const values = [this.seals.keyIds, isDemanded];
    const rows = await this.database
      .run<{ status: string; credentials: number }>(COUNT_CREDENTIALS, values)
      .catch(() => null);
    companyCredentials.reset();
    for (const status of rows === null ? [] : CREDENTIAL_STATUSES)
      companyCredentials.set({ status }, rows?.find((row) => row.status === status)?.credentials ?? 0);
  }
}
