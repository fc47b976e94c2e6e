import type { ReactNode } from 'react';
import type { Schema } from '../api/client.js';
import { Banner } from '../shared/banner.js';
import type { Tone } from '../shared/mark.js';
import { Moment } from '../shared/moment.js';
import { PAUSES } from '../shared/words.js';

type Company = Schema['Company'];
type Credential = Schema['CompanyCredential'];

interface Said {
  readonly tone: Tone;
  readonly sentence: string;
  /** What to do about it. */
  readonly more: ReactNode;
}

const WAIT = 'Its events wait meanwhile, and go out with no other credential.';

/** What is wrong with a credential that is not used, and what to do. */
const UNUSED: Record<Exclude<Credential['status'], 'active'>, { sentence: string; more: string }> = {
  consent_needed: {
    sentence: 'Pleo no longer accepts its connection: a person of the company has to agree again.',
    more: `Make a consent link, and give it to a person of the company. ${WAIT}`,
  },
  wrong_company: {
    sentence: 'Its credential belongs to another company at Pleo, and is not used.',
    more: `Let a person of the right company open a new consent link, or set the right key. ${WAIT}`,
  },
  missing_scopes: {
    sentence: 'Its credential lacks rights at Pleo, and is not used.',
    more: `Make a new consent link, or a key at Pleo that may read and write export jobs. ${WAIT}`,
  },
  unverified: {
    sentence: 'Pleo has not confirmed its credential yet, and until then it is not used.',
    more: `Read why. The relay asks Pleo again; there is nothing else to do. ${WAIT}`,
  },
  unreadable: {
    sentence: 'Its credential cannot be opened here: the key that sealed it is missing.',
    more: `Put that key back into CREDENTIALS_KEY, or set the credential again. ${WAIT}`,
  },
};

/** Where a company stands, in a sentence, and what to do. `credential` is what keys with the scope admin see of it. */
export function Standing({
  company,
  credential,
}: {
  company: Company | null;
  credential: Credential | undefined;
}): ReactNode {
  return <Banner {...(company ? standingOf(company, credential) : UNKNOWN)} />;
}

const UNKNOWN: Said = {
  tone: 'quiet',
  sentence: 'The relay does not know this company yet.',
  more: 'It is listed when it has a job, a credential or a note.',
};

function standingOf(company: Company, credential: Credential | undefined): Said {
  switch (company.state) {
    case 'put_away':
      return { tone: 'quiet', ...ofPutAway(company) };
    case 'no_credential':
      return ofNone(company);
    case 'needs_consent':
    case 'wrong':
      return ofUnused(company, credential);
    case 'paused':
      if (company.pause?.kind === 'by_hand')
        return company.credential ? ofConnected(credential) : ofNone(company);
      return { tone: 'warn', sentence: 'Deliveries with its credential are paused.', more: ofPause(company) };
    case 'connected':
      return ofConnected(credential);
  }
}

function ofPutAway({ putAway }: Company): Omit<Said, 'tone'> {
  const sentence = 'It is put away: nothing of it is sent to Pleo.';
  if (!putAway) return { sentence, more: null };
  const { at, by, reason, waiting } = putAway;
  const end =
    waiting === 'park'
      ? 'Its waiting messages are parked until it is taken back.'
      : 'Its waiting messages and later reports are discarded.';
  return {
    sentence,
    more: (
      <>
        {end} {by ?? 'A person'} put it away at <Moment at={at} />: “{reason}”
      </>
    ),
  };
}

function ofNone(company: Company): Said {
  return {
    tone: company.pause ? 'warn' : 'quiet',
    sentence:
      'It has no credential of its own: its events go out with the default one, or wait if there is none.',
    more: company.pause
      ? ofPause(company)
      : 'If it should have one: make a consent link for a person of the company, or set a key.',
  };
}

function ofUnused({ credential: inShort }: Company, credential: Credential | undefined): Said {
  const status = credential?.status ?? inShort?.status ?? 'unreadable';
  // It was corrected between the two answers.
  if (status === 'active') return ofConnected(credential);
  const { sentence, more } = UNUSED[status];
  const reason = credential?.reason;
  return {
    tone: status === 'unverified' ? 'warn' : 'bad',
    sentence,
    more: reason ? `${reason} ${more}` : more,
  };
}

/** Of one by hand a banner of its own says more. */
function ofPause({ pause }: Company): ReactNode {
  if (!pause || pause.kind === 'by_hand') return null;
  return (
    <>
      {PAUSES[pause.kind]}. {pause.reason}
      {pause.until && (
        <>
          {' '}
          They go on, or are tried again, at <Moment at={pause.until} />.
        </>
      )}
    </>
  );
}

function ofConnected(credential: Credential | undefined): Said {
  const verification = credential?.verification;
  if (verification?.status === 'unverified')
    return {
      tone: 'warn',
      sentence: 'Connected, and not checked yet: Pleo has not confirmed its credential.',
      more: `${verification.reason} It is used, and the relay asks Pleo again.`,
    };
  return {
    tone: 'good',
    sentence: 'Connected: its events go out with a credential of its own.',
    more: verification && 'Pleo says that it is this company’s, and may do what is needed.',
  };
}
