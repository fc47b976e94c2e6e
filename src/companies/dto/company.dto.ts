import { ApiProperty } from '@nestjs/swagger';
import { Pagination } from '../../api/dto/page.dto.js';
import { CREDENTIAL_TYPES, type CredentialType } from '../../credentials/company-credential.entity.js';
import { CREDENTIAL_STATUSES, type CredentialStatus } from '../../credentials/dto/company-credential.dto.js';
import { PAUSES } from '../../queue/circuit.js';
import { BY_HAND } from '../../queue/hand-pause.js';
import {
  SUBSCRIPTION_STATUSES,
  type SubscriptionStatus,
} from '../../subscriptions/webhook-subscription.entity.js';
import { PUT_AWAY_WAITING, type PutAwayWaiting } from '../company.entity.js';

/** Where a company stands. Of several that hold, the first in this order is named, and `connected` where none does. */
export const COMPANY_STATES = [
  'put_away',
  'no_credential',
  'needs_consent',
  'wrong',
  'paused',
  'connected',
] as const;
export type CompanyState = (typeof COMPANY_STATES)[number];

/** What a company's events go out with. Its own route says more. */
export class CredentialInShort {
  @ApiProperty({ type: String, enum: [...CREDENTIAL_TYPES] })
  type!: CredentialType;

  @ApiProperty({ type: String, enum: [...CREDENTIAL_STATUSES] })
  status!: CredentialStatus;
}

/** A pause by hand, or of the deliveries with the credential that a company's events go out with. */
export class CompanyPause {
  /** As in the overview. */
  @ApiProperty({ type: String, enum: [...PAUSES, BY_HAND] })
  kind!: (typeof PAUSES)[number] | typeof BY_HAND;

  /** What Pleo answered, or who paused and why, in a sentence. */
  reason!: string;

  /** As in the overview: when deliveries go on, or are tried again; null where nobody knows, or this moment. */
  until!: Date | null;

  /** A request is under way that may end it, or goes at once. */
  isBeingTried!: boolean;

  /** Whether a person paused all companies, and not this one. */
  isOfAll!: boolean;
}

/** That a company is put away. */
export class PutAway {
  at!: Date;

  /** The name of the API key that did it last; null where the relay runs without keys. */
  by!: string | null;

  reason!: string;

  /** The fate of its messages. */
  @ApiProperty({ type: String, enum: [...PUT_AWAY_WAITING] })
  waiting!: PutAwayWaiting;
}

/** A company, and where it stands. */
export class Company {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  /** Whatever helps people to know it by, such as its name. */
  note!: string | null;

  /**
   * The first that holds. `put_away`: nothing of it is sent. `no_credential`: it has none of its own, so its events go
   * out with the default one, or wait if there is none. `needs_consent`: Pleo no longer accepts its refresh token.
   * `wrong`: its credential cannot be used. `paused`: deliveries with it are paused, or those of the company by hand,
   * which comes before `no_credential`. `connected`: none of these.
   */
  @ApiProperty({ type: String, enum: [...COMPANY_STATES] })
  state!: CompanyState;

  /** Its own; null where it has none. */
  @ApiProperty({ type: () => CredentialInShort, nullable: true })
  credential!: CredentialInShort | null;

  /** How the webhooks of its jobs are subscribed to; null where the relay has no subscription for it. */
  @ApiProperty({ type: String, enum: [...SUBSCRIPTION_STATUSES], nullable: true })
  subscription!: SubscriptionStatus | null;

  /** When Pleo last took something of its 20 newest jobs. */
  lastDeliveredAt!: Date | null;

  /**
   * Jobs of which something is not delivered, and nothing is dead: those whose `delivery.status` is `pending`. Counted
   * among 100,000 messages of all companies.
   */
  @ApiProperty({ type: 'integer' })
  waiting!: number;

  /** Jobs of which something is dead, counted alike. */
  @ApiProperty({ type: 'integer' })
  dead!: number;

  /** By hand, or of its credential: of the default one, where it has none of its own. */
  @ApiProperty({ type: () => CompanyPause, nullable: true })
  pause!: CompanyPause | null;

  @ApiProperty({ type: () => PutAway, nullable: true })
  putAway!: PutAway | null;
}

/** A page of companies, in the order of their ids. */
export class CompanyPage {
  /** With a filter a page may be short, or empty, and another one follow: read on as long as `hasNextPage` says so. */
  data!: Company[];
  pagination!: Pagination;
}
