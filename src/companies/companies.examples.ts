import type { PutCompanyAway, SetCompany } from './dto/company-acts.dto.js';

type Examples<Body> = Record<string, { summary: string; value: Body }>;

/** Bodies for the OpenAPI document. */
export const NOTES = {
  name: { summary: 'Its name.', value: { note: 'Fjord Bakery ApS' } },
  none: { summary: 'None any more.', value: { note: null } },
} satisfies Examples<SetCompany>;

export const REASONS = {
  left: {
    summary: 'It left for good.',
    value: { reason: 'Left us at the end of May.', waiting: 'discard' },
  },
  away: {
    summary: 'It may come back.',
    value: { reason: 'Changes its accounting system.', waiting: 'park' },
  },
} satisfies Examples<PutCompanyAway>;

/** An answer. */
export const A_COMPANY = {
  id: '3c8f1d52-6b07-4e9a-b1d4-90a7e5c2f683',
  note: 'Fjord Bakery ApS',
  state: 'paused',
  credential: { type: 'oauth', status: 'active' },
  subscription: null,
  lastDeliveredAt: '2026-11-25T09:41:07.000Z',
  waiting: 3,
  dead: 0,
  pause: {
    kind: 'told_to_wait',
    reason: 'Pleo answered 429: too many requests.',
    until: '2026-11-25T09:43:00.000Z',
    isOfAll: false,
  },
  putAway: null,
};

export const PUT_AWAY_COMPANY = {
  ...A_COMPANY,
  state: 'put_away',
  pause: null,
  putAway: {
    at: '2026-11-25T09:45:12.000Z',
    by: 'ada',
    reason: 'Changes its accounting system.',
    waiting: 'park',
  },
};
