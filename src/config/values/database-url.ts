import { readFileSync } from 'node:fs';
import { type ConnectionOptions, createSecureContext } from 'node:tls';
import type { ClientConfig } from 'pg';
import { readCertificates } from './ca-file.js';

/** The URL is unusable. The message continues the setting's name and repeats no part of the URL. */
export class DatabaseUrlMistake extends Error {}

const EXAMPLE = 'postgres://user:password@host:5432/database';

/** Scheme, user and password, host, port, database, query: none of them decoded. */
const PARTS =
  /^postgres(?:ql)?:\/\/(?:(?<account>[^/?#]*)@)?(?<host>\[[\da-f:.]+\]|[^:/?#@[\]\s]*)(?::(?<port>\d*))?(?:\/(?<database>[^?#]*))?(?:\?(?<query>[^#]*))?$/i;

/** Only `no-verify` skips the checks; every other mode checks certificate and host, as `verify-full` says. */
const SSL_MODES = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify'];
const SSL_WORDS: Record<string, string> = {
  true: 'verify-full',
  1: 'verify-full',
  false: 'disable',
  0: 'disable',
  'no-verify': 'no-verify',
};
const SSL_PARAMETERS = ['ssl', 'sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'sslnegotiation'];

/**
 * pg's configuration for `url`. `caFile` names the authorities to trust; those in the URL go before it. All files are
 * read here, so later connections need none of them. Throws `DatabaseUrlMistake`.
 */
export function connectionOf(url: string, caFile?: string): ClientConfig {
  const { account, host, port, database, query } = partsOf(url);
  const parameters = new URLSearchParams(query);
  const at = parameters.get('host') ?? decoded(host.replace(/^\[|\]$/g, ''));
  if (at === '') throw new DatabaseUrlMistake(`must be a URL such as ${EXAMPLE}: it names no host`);
  const colon = account.indexOf(':');
  const [user, password] = colon < 0 ? [account, ''] : [account.slice(0, colon), account.slice(colon + 1)];
  return withoutGaps({
    host: at,
    port: portOf(parameters.get('port') ?? port),
    user: parameters.get('user') ?? decoded(user),
    password: parameters.get('password') ?? decoded(password),
    database: decoded(database),
    options: parameters.get('options') ?? '',
    // A Unix socket needs no TLS.
    ssl: at.startsWith('/') ? false : sslOf(parameters, caFile),
    sslnegotiation: parameters.get('sslnegotiation') === 'direct' ? 'direct' : undefined,
  });
}

/** Names the part that is wrong. */
function partsOf(url: string): Record<'account' | 'host' | 'port' | 'database' | 'query', string> {
  if (/^["']/.test(url)) throw new DatabaseUrlMistake('begins with a quotation mark, which is no part of it');
  if (!/^postgres(ql)?:\/\//i.test(url)) throw new DatabaseUrlMistake(`must be a URL such as ${EXAMPLE}`);
  if (/%(?![\da-f]{2})/i.test(url))
    throw new DatabaseUrlMistake(
      'has a "%" without two hexadecimal digits behind it: a % of the password itself is written as %25',
    );
  const [, authority = '', rest = ''] = /^[^:]*:\/\/([^/?#]*)(.*)$/s.exec(url) ?? [];
  if (/[#@]/.test(rest))
    throw new DatabaseUrlMistake(
      'has a "/", "?", "#" or "@" where none can be: in user, password and names they are written as %2F, %3F, %23 and %40',
    );
  if (/,[^@]*$/.test(authority))
    throw new DatabaseUrlMistake('names several hosts: name the one that always leads to the primary');
  const parts = PARTS.exec(url)?.groups;
  if (!parts) throw new DatabaseUrlMistake(`has a host or a port that is none: it must be like ${EXAMPLE}`);
  const { account = '', host = '', port = '', database = '', query = '' } = parts;
  return { account, host, port, database, query };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new DatabaseUrlMistake('has percent-encoded bytes that are no UTF-8');
  }
}

function portOf(text: string): number | undefined {
  if (text === '') return undefined;
  const port = Number(text);
  if (/^\d+$/.test(text) && port > 0 && port < 65_536) return port;
  throw new DatabaseUrlMistake('has a port that is none: it must be a number from 1 to 65535');
}

/** Undefined where the URL does not mention TLS: then pg reads PGSSLMODE, whose default is no TLS. */
function sslOf(parameters: URLSearchParams, caFile?: string): ConnectionOptions | false | undefined {
  // A misspelt parameter would silently leave the connection unencrypted.
  const unknown = [...parameters.keys()].find((name) => /^ssl/i.test(name) && !SSL_PARAMETERS.includes(name));
  if (unknown)
    throw new DatabaseUrlMistake(`has "${unknown}", which is not known: ${SSL_PARAMETERS.join(', ')} are`);
  const mode = modeOf(parameters);
  if (mode === 'disable') return false;
  const given = parameters.get('sslrootcert') ?? undefined;
  const authorities = given === 'system' ? undefined : (given ?? caFile);
  const [certificate, key] = [parameters.get('sslcert'), parameters.get('sslkey')];
  const isWanted = mode ?? given ?? authorities ?? certificate ?? key ?? parameters.get('sslnegotiation');
  if (isWanted == null) return undefined;
  const ssl: ConnectionOptions = {
    ...(authorities && { ca: read('sslrootcert', () => readCertificates(authorities)) }),
    ...(certificate && { cert: read('sslcert', () => readFileSync(certificate, 'utf8')) }),
    ...(key && { key: read('sslkey', () => readFileSync(key, 'utf8')) }),
    ...(mode === 'no-verify' && { rejectUnauthorized: false }),
  };
  read('sslcert and sslkey', () => createSecureContext(ssl));
  return ssl;
}

function modeOf(parameters: URLSearchParams): string | undefined {
  const [mode, word] = [parameters.get('sslmode'), parameters.get('ssl')];
  if (mode !== null) {
    if (SSL_MODES.includes(mode)) return mode;
    throw new DatabaseUrlMistake(
      `has an sslmode that is not known: it must be one of ${SSL_MODES.join(', ')}`,
    );
  }
  if (word === null) return undefined;
  const meant = SSL_WORDS[word];
  if (meant) return meant;
  throw new DatabaseUrlMistake('has an "ssl" that is neither true nor false');
}

/** The contents of the file that a parameter names. */
function read<Result>(name: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw new DatabaseUrlMistake(`cannot be used for its ${name}: ${(error as Error).message}`);
  }
}

/** pg fills missing values from its own variables, such as PGPASSWORD; an empty text counts as given. */
function withoutGaps(config: ClientConfig): ClientConfig {
  return Object.fromEntries(
    Object.entries(config).filter(([, value]) => value !== '' && value !== undefined),
  );
}
