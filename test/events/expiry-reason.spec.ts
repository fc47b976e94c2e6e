import { expect, it } from 'vitest';
import { expiryReason } from '../../src/events/expiry-reason.js';

it('says how long the limit was and when the job was last heard of', () => {
  const reason = expiryReason({ expiresIn: 5400, lastUpdatedAt: new Date('2026-01-31T09:30:00.250Z') });
  expect(reason).toContain('5400 seconds');
  expect(reason).toContain('2026-01-31T09:30:00.250Z');
  expect(reason).toMatch(/^[A-Z].*\.$/);
});
