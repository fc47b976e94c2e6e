import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { Loops } from '../loops/loops.js';
import type { Periodic } from '../loops/periodic.js';
import { Cancellation } from '../pleo/cancellation.js';
import type { PleoAnswer } from '../pleo/pleo.answer.js';
import type { Permit } from '../pleo/permit.js';
import { PleoClient } from '../pleo/pleo.client.js';
import { readFaultOf } from '../pleo/pleo.outcome.js';
import { openedOf } from './authorization.js';
import type { StoredCredential } from './credentials.repository.js';
import { VerificationRepository } from './verification.repository.js';
import { PleoCredentials } from './pleo-credentials.js';
import { Seals } from './seals.js';

const INTERVAL_MS = 10_000;

/** Installations that are looked at at the same time. */
const BATCH = 4;

/** Batches of one turn: thousands of companies are no burst of requests. */
const BATCHES = 10;

/** What Pleo calls an installation that works. Source: Pleo's reference, installations. */
const ACTIVATED = 'ACTIVATED';

/** Said of a company that has none, as after an API key was set. */
const NONE = 'NONE';

/** Those to see to: before the set-up, and after an error that the relay told of. Others are Pleo's decisions. */
const TO_ACTIVATE = [NONE, 'AUTHORIZED', 'ERROR'];

/** The shape of its words. */
const WORD = /^[A-Z][A-Z_]{0,39}$/;

/** How an installation stands; `word` is Pleo's, and null where it did not say. */
type State = { readonly word: string } | { readonly word: null; readonly reason: string };

/**
 * Activates the installation of each verified company (`PLEO_INSTALLATION=activate`): an app that needs to be set up
 * stays authorized only until then, and a company that gave an API key has no installation at all. Its state is read
 * first, and again after a request whose answer was lost, so nothing is activated twice. Where a credential must
 * not be used any more and Pleo still takes it, Pleo is told, so the company's people see it there.
 */
@Injectable()
export class InstallationSweep implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(InstallationSweep.name);
  private readonly periodic: Periodic;
  private readonly underWay = new Set<Cancellation>();
  private stopping = false;

  constructor(
    private readonly repository: VerificationRepository,
    private readonly credentials: PleoCredentials,
    private readonly pleo: PleoClient,
    private readonly seals: Seals,
    private readonly settings: Settings,
    loops: Loops,
  ) {
    this.periodic = loops.periodic('installation', 'Installation sweep', 'shown', INTERVAL_MS, () =>
      this.runOnce(),
    );
  }

  onApplicationBootstrap(): void {
    const { PLEO_INSTALLATION, CREDENTIALS_KEY } = this.settings;
    if (PLEO_INSTALLATION === 'activate' && CREDENTIALS_KEY) this.periodic.start();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    for (const cancellation of this.underWay) cancellation.end();
    await this.periodic.stop();
  }

  /** Sees to those that are due, and returns their number. Throws when the database does not answer. */
  async runOnce(): Promise<number> {
    let seen = 0;
    for (let batch = 0; batch < BATCHES && seen === batch * BATCH && !this.stopping; batch++) {
      const rows = await this.repository.claimInstallations(BATCH);
      await Promise.all(rows.map((row) => (isUsable(row) ? this.activate(row) : this.report(row))));
      seen += rows.length;
    }
    return seen;
  }

  private async activate(row: StoredCredential): Promise<void> {
    const { companyId } = row;
    const company = await this.credentials.authorizationFor(companyId);
    // It was taken away, or refused, meanwhile: there is nothing to ask with.
    if ('refused' in company || company.credential !== companyId) return;
    const state = await this.withPermit(company.authorization, async (permit) => {
      const found = stateIn(await this.pleo.readInstallation(permit));
      if (!TO_ACTIVATE.includes(found.word ?? '') || this.stopping) return found;
      const fault = readFaultOf(
        await (found.word === NONE
          ? this.pleo.createInstallation(permit)
          : this.pleo.activateInstallation(permit)),
      );
      const then = stateIn(await this.pleo.readInstallation(permit));
      return fault && then.word !== ACTIVATED ? { word: null, reason: fault.error } : then;
    });
    if (!this.stopping) await this.keep(row, state);
  }

  /** Safe to repeat. */
  private async report(row: StoredCredential): Promise<void> {
    const { companyId } = row;
    const opened = openedOf(row, this.seals);
    if (opened.kind !== 'active') return;
    const fault = await this.withPermit(opened.value, async (permit) =>
      readFaultOf(await this.pleo.reportInstallationError(permit)),
    );
    if (this.stopping) return;
    if (fault) {
      this.logger.warn(
        { companyId },
        `The relay could not report to Pleo that company ${companyId} is cut off: ${fault.error}`,
      );
      return;
    }
    await this.repository.settleInstallation(
      row,
      'error',
      'The relay reported to Pleo that the credential cannot be used.',
    );
    this.logger.log(
      { companyId },
      `The relay reported to Pleo that the credential of company ${companyId} cannot be used`,
    );
  }

  private async withPermit<T>(authorization: string, ask: (permit: Permit) => Promise<T>): Promise<T> {
    const cancellation = new Cancellation();
    this.underWay.add(cancellation);
    try {
      return await ask({ authorization, cancellation });
    } finally {
      this.underWay.delete(cancellation);
    }
  }

  private async keep(row: StoredCredential, state: State): Promise<void> {
    const { companyId } = row;
    const isActive = state.word === ACTIVATED;
    const reason = state.word === null ? state.reason : `Pleo shows it as ${state.word}.`;
    await this.repository.settleInstallation(row, isActive ? 'active' : 'inactive', isActive ? null : reason);
    if (isActive) this.logger.log({ companyId }, `The installation of company ${companyId} is active`);
    else this.logger.warn({ companyId }, `The installation of company ${companyId} is not active: ${reason}`);
  }
}

function isUsable({ status, verification }: StoredCredential): boolean {
  return status === 'active' && verification === 'verified';
}

/** Pleo wraps most objects in `data`; of this one its pages do not say. */
function stateIn(answer: PleoAnswer): State {
  if (answer.kind === 'answered' && answer.status === 404) return { word: NONE };
  const fault = readFaultOf(answer);
  if (fault) return { word: null, reason: fault.error };
  try {
    const body = JSON.parse(answer.kind === 'answered' ? answer.body : '') as Record<string, unknown> | null;
    const { status } = (body?.['data'] ?? body) as { status?: unknown };
    if (typeof status === 'string' && WORD.test(status)) return { word: status };
  } catch {
    // As any other answer that is not in the expected form.
  }
  return { word: null, reason: 'Pleo’s answer to GET /v1/installations/me is not in the expected form.' };
}
