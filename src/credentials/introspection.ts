import { isUUID } from 'class-validator';
import type { PleoAnswer } from '../pleo/pleo.answer.js';
import { readFaultOf } from '../pleo/pleo.outcome.js';
import { scrub } from '../secrets/sent-secrets.js';

/** What Pleo's introspection says of a credential. */
export interface Verdict {
  /** `unverified`: it did not say, or nothing that decides. */
  readonly verification: 'verified' | 'unverified' | 'wrong_company' | 'missing_scopes';
  /** A sentence; null when verified. */
  readonly reason: string | null;
  readonly clientId: string | null;
  readonly scopes: readonly string[] | null;
  /** The company that it belongs to at Pleo; null: none in particular, or it did not say. */
  readonly companyId: string | null;
  /** How long Pleo wants to be left alone at least, in milliseconds. */
  readonly waitMs: number;
}

/** What the relay cannot do without. Pleo's older pages have shorter names, which count as well. */
const NEEDED = [
  ['export-jobs:write', 'export:write'],
  ['export-jobs:read', 'export:read'],
] as const;

const COMPANY = /^urn:pleo:company:([0-9a-f-]{36})$/i;
const CLIENT_ID = /^[\x20-\x7e]{1,200}$/;
/** RFC 6749, 3.3. */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]{1,100}$/;

/** Scopes that are kept of an answer. */
const MAX_SCOPES = 50;

const NOTHING = { clientId: null, scopes: null, companyId: null, waitMs: 0 };

/** A verdict that says no more than why there is none. */
export function unverified(reason: string, waitMs = 0): Verdict {
  return { ...NOTHING, verification: 'unverified', reason, waitMs };
}

/** Reads the answer to `GET /v1/introspect`, about a credential that was set for `companyId`. Never throws. */
export function verdictOf(answer: PleoAnswer, companyId: string): Verdict {
  const fault = readFaultOf(answer);
  if (fault) return unverified(fault.error, fault.kind === 'wait' ? fault.waitMs : 0);
  const said = objectIn(answer.kind === 'answered' ? answer.rawBody : '');
  if (!said) return unverified('Pleo’s answer to GET /v1/introspect is not in the expected form.');
  const { subjectURN } = said;
  const [, found] = (typeof subjectURN === 'string' && COMPANY.exec(subjectURN)) || [];
  const pleoCompanyId = found && isUUID(found) ? found.toLowerCase() : null;
  const scopes = scopesIn(said);
  const shown = {
    clientId: shownOf(said['clientId'], CLIENT_ID),
    scopes: scopes && scopes.flatMap((scope) => shownOf(scope, SCOPE) ?? []).slice(0, MAX_SCOPES),
    companyId: pleoCompanyId,
    waitMs: 0,
  };
  return { ...shown, ...judged(pleoCompanyId, scopes, companyId) };
}

function judged(
  found: string | null,
  scopes: readonly string[] | null,
  companyId: string,
): Pick<Verdict, 'verification' | 'reason'> {
  if (found !== null && found !== companyId.toLowerCase())
    return {
      verification: 'wrong_company',
      reason: `At Pleo it belongs to the company ${found}, not to ${companyId}.`,
    };
  const missing = NEEDED.filter((names) => scopes && !names.some((name) => scopes.includes(name)));
  if (missing.length > 0)
    return {
      verification: 'missing_scopes',
      reason: `At Pleo it lacks the scope ${missing.map(([name]) => name).join(' and ')}.`,
    };
  if (found === null)
    return { verification: 'unverified', reason: 'Pleo names no single company that it belongs to.' };
  if (scopes === null) return { verification: 'unverified', reason: 'Pleo does not say what it may do.' };
  return { verification: 'verified', reason: null };
}

/** Pleo wraps most objects in `data`; of this one its pages do not say. */
function objectIn(body: string): Record<string, unknown> | null {
  try {
    const value = JSON.parse(body) as Record<string, unknown> | null;
    const inner = value?.['data'] ?? value;
    return typeof inner === 'object' && !Array.isArray(inner) ? (inner as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** A list, or words between spaces as in OAuth; null where it is neither. */
function scopesIn({ scope }: Record<string, unknown>): string[] | null {
  const list: unknown = typeof scope === 'string' ? scope.split(/[\s,]+/) : scope;
  if (!Array.isArray(list)) return null;
  return list.filter((one): one is string => typeof one === 'string' && one !== '');
}

/** A stranger's word as it may be kept: of the expected shape, and no echo of what was sent. */
function shownOf(word: unknown, shape: RegExp): string | null {
  return typeof word === 'string' && shape.test(word) ? scrub(word) : null;
}
