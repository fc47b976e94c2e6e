import { describe, expect, it } from 'vitest';
import { connectionOf, DatabaseUrlMistake } from '../../src/config/values/database-url.js';
import { CA_FILE, certificate } from '../support/certificates/certificate.js';
import { ScratchFile } from '../support/scratch-file.js';

const SECRET = 'hunter2';

function mistakeOf(url: string, caFile?: string): string {
  try {
    connectionOf(url, caFile);
  } catch (error) {
    if (error instanceof DatabaseUrlMistake) return error.message;
    throw error;
  }
  return '';
}

describe('connectionOf', () => {
  it.each([
    ['postgres://u:p@db:6432/relay', { user: 'u', password: 'p', host: 'db', port: 6432, database: 'relay' }],
    ['postgresql://db/relay', { host: 'db', database: 'relay' }],
    ['POSTGRES://db', { host: 'db' }],
    ['postgres://u@db/', { user: 'u', host: 'db' }],
    [
      'postgres://u:p@[::1]:5432/relay',
      { user: 'u', password: 'p', host: '::1', port: 5432, database: 'relay' },
    ],
    ['postgres:///relay?host=/run/pg', { host: '/run/pg', database: 'relay', ssl: false }],
    [
      'postgres://u:p@/relay?host=/run/pg&sslmode=require',
      { user: 'u', password: 'p', host: '/run/pg', database: 'relay', ssl: false },
    ],
    ['postgres://%2Frun%2Fpg/relay', { host: '/run/pg', database: 'relay', ssl: false }],
    [
      'postgres://u:a%2Fb%3Fc%23d%40e%25f%3Ag@db/relay',
      { user: 'u', password: 'a/b?c#d@e%f:g', host: 'db', database: 'relay' },
    ],
    ['postgres://u:a:b@c d+é@db/relay', { user: 'u', password: 'a:b@c d+é', host: 'db', database: 'relay' }],
    ['postgres://db/my%20relay', { host: 'db', database: 'my relay' }],
    [
      'postgres://db/relay?user=u&password=p&port=1',
      { user: 'u', password: 'p', host: 'db', port: 1, database: 'relay' },
    ],
    [
      'postgres://db/relay?options=-c%20work_mem%3D8MB&target_session_attrs=any',
      { host: 'db', database: 'relay', options: '-c work_mem=8MB' },
    ],
  ])('of %s is what is written there', (url, expected) => {
    expect(connectionOf(url)).toEqual(expected);
  });

  it.each([
    ['a bare %', `postgres://u:%${SECRET}@db/relay`, /"%" without two hexadecimal digits.*%25/],
    ['a % at its end', `postgres://u:${SECRET}%@db/relay`, /%25/],
    ['bytes that are no UTF-8', `postgres://u:${SECRET}%ff@db/relay`, /no UTF-8/],
    ['a bare / in the password', `postgres://u:1/${SECRET}@db:5432/relay`, /%2F/],
    ['a bare ? in the password', `postgres://u:1?${SECRET}@db:5432/relay`, /%3F/],
    ['a bare # in the password', `postgres://u:1#${SECRET}@db:5432/relay`, /%23/],
    ['a bare # behind', `postgres://u:${SECRET}@db/relay#x`, /%23/],
    ['quotation marks', `"postgres://u:${SECRET}@db/relay"`, /quotation mark/],
    ['another scheme', `mysql://u:${SECRET}@db/relay`, /must be a URL such as postgres:/],
    ['another scheme of Java', `jdbc:postgresql://u:${SECRET}@db/relay`, /must be a URL such as postgres:/],
    ['words of libpq', `host=db password=${SECRET}`, /must be a URL such as postgres:/],
    ['no host', `postgres://u:${SECRET}@/relay`, /names no host/],
    ['several hosts', `postgres://u:${SECRET}@one,two/relay`, /several hosts/],
    ['several hosts with ports', `postgres://u:${SECRET}@one:1,two:2/relay`, /several hosts/],
    ['a host with a space', `postgres://u:${SECRET}@one two/relay`, /host or a port that is none/],
    ['a port that is a word', `postgres://u:${SECRET}@db:port/relay`, /host or a port that is none/],
    ['a port that is too large', `postgres://u:${SECRET}@db:65536/relay`, /from 1 to 65535/],
    ['a port of zero', `postgres://u:${SECRET}@db:0/relay`, /from 1 to 65535/],
    ['a port that is wrong in the query', `postgres://u:${SECRET}@db/relay?port=x`, /from 1 to 65535/],
    ['an unknown sslmode', `postgres://u:${SECRET}@db/relay?sslmode=on`, /sslmode.*disable, prefer, require/],
    ['an unknown ssl', `postgres://u:${SECRET}@db/relay?ssl=yes`, /neither true nor false/],
    [
      'a misspelt sslmode',
      `postgres://u:${SECRET}@db/relay?sslMode=require`,
      /"sslMode", which is not known/,
    ],
    [
      'an authority that is not there',
      `postgres://u:${SECRET}@db/relay?sslrootcert=/nowhere.pem`,
      /sslrootcert: ENOENT/,
    ],
    [
      'a certificate that is not there',
      `postgres://u:${SECRET}@db/relay?sslcert=/nowhere.pem`,
      /sslcert: ENOENT/,
    ],
    ['a key that is not there', `postgres://u:${SECRET}@db/relay?sslkey=/nowhere.pem`, /sslkey: ENOENT/],
  ])('refuses %s in words that repeat no secret', (_, url, message) => {
    expect(mistakeOf(url)).toMatch(message);
    expect(mistakeOf(url)).not.toContain(SECRET);
  });

  it.each([
    ['', undefined],
    ['?sslmode=disable', false],
    ['?ssl=false', false],
    ['?ssl=0', false],
    ['?sslmode=prefer', {}],
    ['?sslmode=require', {}],
    ['?sslmode=verify-ca', {}],
    ['?sslmode=verify-full', {}],
    ['?sslmode=verify-full&sslrootcert=system', {}],
    ['?ssl=true', {}],
    ['?sslmode=no-verify', { rejectUnauthorized: false }],
    ['?ssl=no-verify', { rejectUnauthorized: false }],
    ['?sslnegotiation=direct', {}],
  ])('asks for TLS by "%s" as %j', (query, ssl) => {
    expect(connectionOf(`postgres://db/relay${query}`).ssl).toEqual(ssl);
  });

  it.each([
    ['', true],
    ['?sslmode=require', true],
    ['?sslmode=disable', false],
  ])('with an authority of its own and "%s" has TLS: %s', (query, isSecure) => {
    const ssl = connectionOf(`postgres://db/relay${query}`, CA_FILE).ssl;
    expect(ssl).toEqual(isSecure ? { ca: [expect.stringContaining('BEGIN CERTIFICATE')] } : false);
  });

  it('takes the authority of the URL before that of the setting, and a certificate of its own', () => {
    const [cert, key] = [new ScratchFile(certificate('pleo').cert), new ScratchFile(certificate('pleo').key)];
    const query = `?sslrootcert=${CA_FILE}&sslcert=${cert.path}&sslkey=${key.path}`;
    expect(connectionOf(`postgres://db/relay${query}`, '/nowhere').ssl).toEqual({
      ca: [expect.stringContaining('BEGIN CERTIFICATE')],
      ...certificate('pleo'),
    });
    const other = new ScratchFile(certificate('self-signed').key);
    expect(mistakeOf(`postgres://db/relay?sslcert=${cert.path}&sslkey=${other.path}`)).toMatch(
      /sslcert and sslkey: /,
    );
    for (const file of [cert, key, other]) file.remove();
  });
});
