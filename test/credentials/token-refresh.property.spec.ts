import { randomBytes, randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { AuthorizationServer, DEFAULT_CLIENT, OAuthError } from '../../sandbox/authorization-server.js';
import { loadSettings } from '../../src/config/load-settings.js';
import type { Settings } from '../../src/config/settings.js';
import { CredentialsRepository } from '../../src/credentials/credentials.repository.js';
import { VerificationRepository } from '../../src/credentials/verification.repository.js';
import { type CompanyAuthorization, PleoCredentials } from '../../src/credentials/pleo-credentials.js';
import type { PleoOAuth } from '../../src/credentials/pleo-oauth.js';
import { unverified } from '../../src/credentials/introspection.js';
import { Seals } from '../../src/credentials/seals.js';
import type { TokenAnswer } from '../../src/credentials/token-answer.js';
import { TokenRefresh } from '../../src/credentials/token-refresh.js';
import { dataSourceOptions } from '../../src/schema/data-source.js';
import { Database } from '../../src/database/database.js';
import { createDatabase, type TestDatabase } from '../support/database.js';

/** What becomes of the next refresh, at the server and on the way back. */
const FATES = ['good', 'not_sent', 'lost_before', 'lost_after', 'crash_before', 'crash_after'] as const;
type Fate = (typeof FATES)[number];

const STEPS = ['use', 'use_both', 'refuse', 'refuse_both', 'due', 'over', 'revive', 'restart'] as const;
type Step = { readonly act: (typeof STEPS)[number]; readonly replica: 0 | 1; readonly fate: Fate };

let database: TestDatabase;
let dataSource: DataSource;
let settings: Readonly<Settings>;
let shared: Database;
beforeAll(async () => {
  // Faults are what this is about.
  for (const level of ['warn', 'error'] as const)
    vi.spyOn(Logger.prototype, level).mockReturnValue(undefined);
  database = await createDatabase();
  dataSource = await new DataSource(dataSourceOptions(database.url, 6)).initialize();
  settings = loadSettings({
    DATABASE_URL: database.url,
    PLEO_TIMEOUT_MS: '1000',
    CREDENTIALS_KEY: `test:${randomBytes(32).toString('base64')}`,
  });
  shared = new Database(dataSource, settings);
});
afterAll(async () => {
  vi.restoreAllMocks();
  await dataSource.destroy();
  await database.drop();
});

/** A company, Pleo's authorization server, and two replicas that may die and come back. */
class World {
  readonly companyId = randomUUID();
  readonly server = new AuthorizationServer(DEFAULT_CLIENT, Date.now);
  readonly repository = new CredentialsRepository(shared, new Seals(settings), settings);
  fate: Fate = 'good';
  /** Whether tokens were made that nobody keeps. */
  hasLost = false;
  /** How the last sending of each refresh token ended; `open` while it is on its way. */
  private readonly sent = new Map<string, 'open' | 'certain' | 'unsure'>();
  private readonly replicas = [this.replica(), this.replica()];

  async connect(): Promise<void> {
    const row = await this.repository.set(
      this.companyId,
      { type: 'oauth', ...this.server.grant() },
      null,
      'set',
      15_000,
    );
    await new VerificationRepository(shared, new Seals(settings), settings).settleCheck(
      row,
      unverified('Pleo was not asked.'),
    );
  }

  private replica() {
    let crash: (how: 'crashed') => void = () => undefined;
    const crashed = new Promise<'crashed'>((resolve) => (crash = resolve));
    const oauth = { isOn: true, refresh: (token: string) => this.refresh(token, crash) };
    const seals = new Seals(settings);
    const tokens = new TokenRefresh(this.repository, oauth as unknown as PleoOAuth, seals, settings);
    return { crashed, credentials: new PleoCredentials(this.repository, tokens, seals, settings) };
  }

  private async refresh(token: string, crash: (how: 'crashed') => void): Promise<TokenAnswer> {
    const before = this.sent.get(token);
    expect([undefined, 'unsure'], 'a refresh token is sent again only when nobody knows').toContain(before);
    this.sent.set(token, 'open');
    const { fate } = this;
    this.fate = 'good';
    await new Promise((resolve) => setImmediate(resolve));
    const end = (how: 'certain' | 'unsure', answer: TokenAnswer): TokenAnswer => {
      this.sent.set(token, how);
      return answer;
    };
    const die = (): Promise<TokenAnswer> => {
      this.sent.set(token, 'unsure');
      crash('crashed');
      return new Promise(() => undefined);
    };
    if (fate === 'crash_before') return die();
    if (fate === 'lost_before') return end('unsure', { kind: 'unsure', reason: 'lost' });
    // Not sent at all, so that it may be sent for the first time later.
    if (fate === 'not_sent') {
      this.sent.delete(token);
      return { kind: 'unused', reason: 'not reached' };
    }
    const answer = this.answer(token);
    if (answer.kind === 'tokens' && fate !== 'good') this.hasLost = true;
    if (fate === 'crash_after') return die();
    if (fate === 'lost_after') return end('unsure', { kind: 'unsure', reason: 'lost' });
    return end('certain', answer);
  }

  private answer(refreshToken: string): TokenAnswer {
    try {
      const body = new URLSearchParams({
        grant_type: 'refresh_token',
        refresh_token: refreshToken,
        client_id: DEFAULT_CLIENT.clientId,
        client_secret: DEFAULT_CLIENT.clientSecret,
      });
      const { access_token, refresh_token, expires_in } = this.server.token(body, undefined) as {
        access_token: string;
        refresh_token: string;
        expires_in: number;
      };
      return {
        kind: 'tokens',
        tokens: { accessToken: access_token, refreshToken: refresh_token, expiresIn: expires_in },
      };
    } catch (error) {
      if (!(error instanceof OAuthError)) throw error;
      return { kind: 'dead', reason: error.error };
    }
  }

  async set(columns: string): Promise<void> {
    await database.query(`UPDATE company_credential SET ${columns} WHERE company_id = $1`, [this.companyId]);
    for (const { credentials } of this.replicas) credentials.forget();
  }

  /** What the replica sends now; null when it has died over it, or may send nothing. */
  async use(index: number): Promise<string | null> {
    const company = await this.alive(index, (credentials) => credentials.authorizationFor(this.companyId));
    return company && 'authorization' in company ? company.authorization : null;
  }

  /** A delivery, and what follows when Pleo refuses it. */
  async refuse(index: number): Promise<void> {
    const header = await this.use(index);
    if (header === null) return;
    await this.alive(index, (credentials) => credentials.refused(this.companyId, header));
  }

  private async alive<Result>(
    index: number,
    work: (credentials: PleoCredentials) => Promise<Result>,
  ): Promise<Result | null> {
    const replica = this.replicas[index]!;
    const result = await Promise.race([work(replica.credentials), replica.crashed]);
    if (result !== 'crashed') return result;
    this.replicas[index] = this.replica();
    // Its claim is over one day; until then the others would wait.
    await this.set('refreshing_until = now()');
    return null;
  }

  restart(index: number): void {
    this.replicas[index] = this.replica();
  }

  async status(): Promise<string | undefined> {
    return (await this.repository.find(this.companyId))?.status;
  }

  isAccepted(company: CompanyAuthorization): boolean {
    return 'authorization' in company && this.server.accepts(company.authorization);
  }

  get survivor(): PleoCredentials {
    return this.replicas[0]!.credentials;
  }
}

const DUE = `refresh_due_at = now() - interval '1 second'`;

async function perform(world: World, { act, replica, fate }: Step): Promise<void> {
  if (fate !== 'good') world.fate = fate;
  switch (act) {
    case 'use':
      return void (await world.use(replica));
    case 'use_both':
      return void (await Promise.all([world.use(0), world.use(1)]));
    case 'refuse':
      return world.refuse(replica);
    case 'refuse_both':
      return void (await Promise.all([world.refuse(0), world.refuse(1)]));
    case 'due':
      return world.set(DUE);
    case 'over':
      world.server.endAccess();
      return world.set(`${DUE}, access_ends_at = now() - interval '1 second'`);
    case 'revive':
      return world.set('retry_at = NULL');
    case 'restart':
      return world.restart(replica);
  }
}

it('whatever happens in whatever order: no refresh token is sent twice unless nobody knows, and none is lost by us', async () => {
  const aStep: fc.Arbitrary<Step> = fc.record({
    act: fc.constantFrom(...STEPS),
    replica: fc.constantFrom<0 | 1>(0, 1),
    fate: fc.oneof({ weight: 3, arbitrary: fc.constant<Fate>('good') }, fc.constantFrom(...FATES)),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(aStep, { minLength: 3, maxLength: 14 }), async (steps) => {
      const world = new World();
      await world.connect();
      for (const step of steps) await perform(world, step);
      // Only tokens that were made and lost on the way can have cost the connection.
      if (!world.hasLost) {
        expect(await world.status()).toBe('active');
        expect(world.server.alive).toBe(1);
      }
      world.fate = 'good';
      world.server.endAccess();
      await world.set(`${DUE}, access_ends_at = now() - interval '1 second', retry_at = NULL`);
      const company = await world.survivor.authorizationFor(world.companyId);
      const isGood = world.isAccepted(company);
      expect(isGood).toBe((await world.status()) === 'active');
      if (!world.hasLost) expect(isGood).toBe(true);
    }),
    { numRuns: 60, endOnFailure: true },
  );
});
