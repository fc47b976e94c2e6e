import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { Loops } from '../loops/loops.js';
import type { Periodic } from '../loops/periodic.js';
import { type ApiKeys, parseApiKeys, parseApiKeysFile } from '../config/values/api-keys.js';
import { readApiKeysFile } from '../config/values/api-keys-file.js';

/** How often API_KEYS_FILE is read. */
const INTERVAL_MS = 1000;

/**
 * The keys of API_KEYS and API_KEYS_FILE together. The file is read every second: a mounted secret is replaced by
 * swapping a link, and file watchers miss that. An unusable version is logged once and leaves the keys as they were.
 */
@Injectable()
export class KeyRing implements OnApplicationBootstrap, OnModuleDestroy {
  /** Null where none are configured. */
  keys: ApiKeys | null;
  private readonly logger = new Logger('api keys');
  private readonly given: ApiKeys | null;
  private readonly looking: Periodic | null = null;
  /** Digest of the contents that `keys` were made of. */
  private version: string | null = null;

  constructor({ API_KEYS, API_KEYS_FILE }: Settings, loops: Loops) {
    this.given = API_KEYS ? parseApiKeys(API_KEYS) : null;
    this.keys = this.given;
    if (API_KEYS_FILE === undefined) return;
    this.keys = this.with(readApiKeysFile(API_KEYS_FILE));
    this.looking = loops.periodic('API_KEYS_FILE', 'API_KEYS_FILE', 'shown', INTERVAL_MS, () =>
      this.look(API_KEYS_FILE),
    );
  }

  onApplicationBootstrap(): void {
    this.looking?.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.looking?.stop();
  }

  private async look(path: string): Promise<void> {
    const text = await readFile(path, 'utf8');
    const version = hash('sha256', text, 'hex');
    if (version === this.version) return;
    this.keys = this.with(parseApiKeysFile(text));
    if (this.version !== null)
      this.logger.log(`API_KEYS_FILE has changed; known now: ${this.keys.names.join(', ')}`);
    this.version = version;
  }

  private with(more: ApiKeys): ApiKeys {
    return this.given ? this.given.and(more) : more;
  }
}
