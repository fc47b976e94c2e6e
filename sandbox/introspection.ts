import type { AuthorizationServer } from './authorization-server.js';
import { credentialIn } from './credentials.js';
import { asObject } from './json-body.js';
import { isUuid } from './uuid.js';

/** Whose a credential is, and what it may. Without a company it is an organisation's. */
export interface Subject {
  readonly companyId: string | null;
  readonly scopes: readonly string[];
}

/** What `GET /v1/introspect` says, to be changed at will. */
export interface IntrospectionBehaviour {
  /** Every credential is this company's; null: each its own. */
  companyId: string | null;
  /** Every credential has these scopes; null: each its own. */
  scopes: readonly string[] | null;
  /** Whose API keys are; those that are not named are an organisation's. */
  keys: Readonly<Record<string, Partial<Subject>>>;
}

/** The organisation whose credentials name no company. */
export const ORGANISATION_ID = '0b9d1c52-6f0e-4d0a-9a53-3f0c7f4f2a10';

const ALL_SCOPES = ['export-jobs:read', 'export-jobs:write', 'export-items:read'];

/** The default subject of a credential. */
export const SOMEBODY: Subject = { companyId: null, scopes: ALL_SCOPES };

export const OPEN_INTROSPECTION: Readonly<IntrospectionBehaviour> = {
  companyId: null,
  scopes: null,
  keys: {},
};

/** The answer of `GET /v1/introspect` to an accepted credential. */
export function introspect(
  authorization: string | undefined,
  server: AuthorizationServer,
  behaviour: IntrospectionBehaviour,
): Record<string, unknown> {
  const token = server.subjectOf(authorization);
  const { scheme, value } = credentialIn(authorization);
  const key = scheme === 'basic' ? behaviour.keys[value.slice(0, -1)] : undefined;
  const own: Subject = { ...SOMEBODY, ...token, ...key };
  const companyId = behaviour.companyId ?? own.companyId;
  return {
    clientId: token ? server.clientId : 'sandbox-api-key',
    scope: (behaviour.scopes ?? own.scopes).join(' '),
    authMethod: scheme === 'basic' ? 'API_KEY' : 'OAUTH',
    subjectURN:
      companyId === null ? `urn:pleo:organisation:${ORGANISATION_ID}` : `urn:pleo:company:${companyId}`,
  };
}

/** All mistakes in a change of the behaviour, without repeating a key. */
export function introspectionProblems(value: unknown): string[] {
  const { companyId, scopes, keys, ...others } = asObject(value) ?? { '': null };
  const problems = Object.keys(others).map(
    (name) => `${name} is not known; there are companyId, scopes and keys`,
  );
  problems.push(...subjectProblems({ companyId, scopes }, ''));
  if (keys !== undefined && !asObject(keys)) problems.push('keys must be an object');
  Object.values(asObject(keys) ?? {}).forEach((subject, index) => {
    const place = `key ${index + 1}: `;
    const known = asObject(subject);
    if (!known) problems.push(`${place}must be an object with companyId and scopes`);
    else problems.push(...subjectProblems(known, place));
  });
  return problems;
}

function subjectProblems({ companyId, scopes }: Record<string, unknown>, place: string): string[] {
  const problems: string[] = [];
  if (companyId != null && !isUuid(companyId)) problems.push(`${place}companyId must be a UUID or null`);
  const isList = Array.isArray(scopes) && scopes.every((scope) => /^\S+$/.test(String(scope)));
  if (scopes != null && !isList) problems.push(`${place}scopes must be an array of words`);
  return problems;
}
