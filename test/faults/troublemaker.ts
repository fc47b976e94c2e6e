import { COMPANIES } from './company-workload.js';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FaultRule, Sandbox } from '../../sandbox/sandbox.js';
import { pace } from './pace.js';
import type { Plan, Trouble } from './plan.js';
import type { Replicas } from './replicas.js';
import type { RestartablePostgres } from './restartable-postgres.js';

export const API_KEY = 'sandbox-key';

/** All that Pleo takes. */
export const ALL_KEYS = [API_KEY, ...COMPANIES.map(({ apiKey }) => apiKey)];

/** Lets the troubles of a plan happen, each at its time and for as long as it says. */
export class Troublemaker {
  /** What happened, and how often. */
  readonly counts = new Map<string, number>();
  /** When the last replica was killed, in milliseconds since 1970; 0 when none was. */
  lastKillAt = 0;
  private readonly rules = new Set<FaultRule[]>();
  private refusals = 0;
  private networkTroubles = 0;
  /** Postgres is crashed by one at a time. */
  private crashes: Promise<void> = Promise.resolve();

  constructor(
    private readonly plan: Plan,
    private readonly stand: { sandbox: Sandbox; postgres: RestartablePostgres; replicas: Replicas },
  ) {}

  /** Resolves when the last trouble is over and nothing is wrong any more. */
  async run(): Promise<void> {
    await Promise.all([
      pace(this.plan.durationMs),
      ...this.plan.troubles.map((trouble) => this.cause(trouble)),
    ]);
    this.stand.sandbox.clearFaults();
    await this.stand.postgres.proxy.open();
    await this.stand.replicas.answer();
  }

  private async cause(trouble: Trouble): Promise<void> {
    await pace(trouble.atMs);
    const name = trouble.kind === 'pleo' ? `Pleo ${trouble.name}` : trouble.kind;
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
    const lift = await this.begin(trouble);
    await pace(trouble.forMs);
    await lift();
  }

  /** Gives what ends it. */
  private async begin(trouble: Trouble): Promise<() => unknown> {
    const { sandbox, postgres, replicas } = this.stand;
    switch (trouble.kind) {
      case 'kill':
        await replicas.kill(trouble.replica);
        // What it sent before lies in sockets of this process, which may hear of its end first: they are read by then.
        for (let turn = 0; turn < 3; turn++) await nextTurn();
        this.lastKillAt = Date.now();
        return () => replicas.restart(trouble.replica);
      case 'freeze':
        replicas.freeze(trouble.replica);
        return () => replicas.thaw(trouble.replica);
      case 'postgres-crash':
        this.crashes = this.crashes.then(() => postgres.crash());
        return () => this.crashes;
      case 'database-cut':
        postgres.proxy.cut();
        return () => undefined;
      case 'database-refuses':
        this.networkTroubles += 1;
        await postgres.proxy.refuse();
        return () => this.mendNetwork();
      case 'database-silent':
        this.networkTroubles += 1;
        postgres.proxy.swallow();
        return () => this.mendNetwork();
      case 'credential':
        this.refusals += 1;
        sandbox.setCredentials({ apiKeys: ['another-key'] });
        return () => this.acceptCredential();
      case 'pleo':
        this.rules.add(trouble.rules);
        this.applyRules();
        return () => {
          this.rules.delete(trouble.rules);
          this.applyRules();
        };
    }
  }

  private async mendNetwork(): Promise<void> {
    this.networkTroubles -= 1;
    if (this.networkTroubles === 0) await this.stand.postgres.proxy.open();
  }

  /** And does not wait for the next probe, which is a minute away. */
  private async acceptCredential(): Promise<void> {
    this.refusals -= 1;
    if (this.refusals > 0) return;
    this.stand.sandbox.setCredentials({ apiKeys: ALL_KEYS });
    await this.stand.postgres.query(
      `UPDATE delivery_circuit SET paused_until = now() WHERE pause = 'credential_refused'`,
    );
  }

  private applyRules(): void {
    this.stand.sandbox.setFaults([...this.rules].flat(), { seed: this.plan.seed });
  }
}
