import type { HandPause, PauseDeliveries, ResumeDeliveries } from './dto/pause.dto.js';

type Examples<Body> = Record<string, { summary: string; value: Body }>;

const COMPANY = '3c8f1d52-6b07-4e9a-b1d4-90a7e5c2f683';
const UNTIL = new Date('2099-11-30T06:00:00.000Z');

/** Bodies for the OpenAPI document. */
export const PAUSES = {
  company: {
    summary: 'Of one company, with an end.',
    value: { companyId: COMPANY, reason: 'They move to a new accounting system.', until: UNTIL },
  },
  all: { summary: 'Of all, until a person resumes them.', value: { reason: 'Pleo asked us to stop.' } },
} satisfies Examples<PauseDeliveries>;

export const RESUMES = {
  company: { summary: 'Of one company.', value: { companyId: COMPANY } },
  all: { summary: 'Of all.', value: {} },
} satisfies Examples<ResumeDeliveries>;

/** An answer. */
export const A_PAUSE = {
  companyId: COMPANY,
  reason: 'They move to a new accounting system.',
  since: new Date('2026-11-27T16:02:11.000Z'),
  until: UNTIL,
  pausedBy: 'ada',
} satisfies HandPause;
