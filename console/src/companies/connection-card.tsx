import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Schema } from '../api/client.js';
import { Card } from '../shared/card.js';
import { type Fact, Facts } from '../shared/facts.js';
import { Mark, type Tone } from '../shared/mark.js';
import { Moment } from '../shared/moment.js';
import { words } from '../shared/words.js';
import { nameOf } from './company-list.js';

type Company = Schema['Company'];
type Credential = Schema['CompanyCredential'];

const STATUS_TONES: Record<Credential['status'], Tone> = {
  active: 'good',
  consent_needed: 'bad',
  wrong_company: 'bad',
  missing_scopes: 'bad',
  unverified: 'warn',
  unreadable: 'bad',
};

const VERIFICATION_TONES: Record<Credential['verification']['status'], Tone> = {
  verified: 'good',
  unverified: 'warn',
  wrong_company: 'bad',
  missing_scopes: 'bad',
};

/** What a company's events go out with, and what Pleo says of it. No part of a secret. */
export function ConnectionCard({
  company: { id, credential: inShort, subscription },
  credential,
}: {
  company: Company;
  credential: Credential | undefined;
}): ReactNode {
  const facts: Fact[] = [
    ['Credential', inShort ? nameOf(inShort.type) : 'none of its own'],
    ['Status', inShort && <Mark tone={STATUS_TONES[inShort.status]}>{words(inShort.status)}</Mark>],
    ...(credential ? detailsOf(credential, id) : []),
    ['Webhooks', subscription === null ? 'no subscription of its own' : words(subscription)],
  ];
  return (
    <Card title="Connection">
      <Facts facts={facts} />
      {inShort && !credential && (
        <Text size="sm" c="dimmed" mt="sm">
          Keys with the scope admin see more of it.
        </Text>
      )}
    </Card>
  );
}

function detailsOf(credential: Credential, id: string): Fact[] {
  const { verification, installation, setBy, updatedAt, refreshedAt, accessTokenExpiresAt } = credential;
  const { status, companyId, clientId, scopes, checkedAt, reason } = verification;
  return [
    [
      'Verification',
      <Mark key="mark" tone={VERIFICATION_TONES[status]}>
        {words(status)}
      </Mark>,
    ],
    // The sentence above has it where the credential is not used.
    ['Why', credential.reason === null ? reason : null],
    ['Company at Pleo', companyId && (companyId === id ? 'this one' : companyId)],
    ['Client', clientId],
    ['Scopes', scopes && scopes.join(', ')],
    ['Checked', checkedAt && <Moment at={checkedAt} />],
    ['Installation', installation && [installation.status, installation.reason].filter(Boolean).join(': ')],
    ['Set by', setBy],
    ['Set, or changed', <Moment key="at" at={updatedAt} />],
    ['Tokens renewed', refreshedAt && <Moment at={refreshedAt} />],
    ['Access token ends', accessTokenExpiresAt && <Moment at={accessTokenExpiresAt} />],
  ];
}
