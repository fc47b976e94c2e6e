import { IsOptional, Validate } from 'class-validator';
import { Flag, HeaderSecret, NotBlank, WholeNumber, Word, Words } from './setting.decorators.js';
import {
  ApiKeysFileContents,
  ApiKeysSyntax,
  BasicCredentials,
  CertificatesFile,
  CredentialKeysSyntax,
  HeaderName,
  HttpUrl,
  KeyNames,
  NoticeUrl,
  PleoApiUrl,
  PleoBaseUrl,
  PostgresUrl,
  ProxyUrl,
  SecretHeader,
  WebhookSecretsSyntax,
} from './setting.rules.js';

/**
 * The environment variables of the relay, each under its own name, in its own unit. Made by `loadSettings` only, which
 * checks and freezes it; nothing else reads `process.env`. The README's table explains each.
 */
export class Settings {
  @Word('production', 'development', 'test')
  NODE_ENV: 'production' | 'development' | 'test' = 'development';

  /** TCP port of the API; 0 takes any free one. */
  @WholeNumber(0, 65_535)
  PORT = 3000;

  /** Address to listen on. Any other than loopback needs API_KEYS or API_KEYS_FILE. */
  @NotBlank()
  HOST = '127.0.0.1';

  @Word('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent')
  LOG_LEVEL: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent' = 'info';

  /** `name:scope:key` entries separated by commas. Empty: every caller may do everything. */
  @IsOptional()
  @Validate(ApiKeysSyntax)
  API_KEYS?: string;

  /** A file of such entries, one a line, beside those of API_KEYS. Read again when it changes. */
  @IsOptional()
  @Validate(ApiKeysFileContents)
  API_KEYS_FILE?: string;

  /** The header in which a proxy that signs people in names the user. Believed with the keys of SSO_KEYS only. */
  @IsOptional()
  @Validate(HeaderName)
  SSO_USER_HEADER?: string;

  /** Names of the API keys that only such a proxy has, separated by commas; together with SSO_USER_HEADER. */
  @IsOptional()
  @Validate(KeyNames)
  SSO_KEYS?: string;

  /** Requests per second that one API key, or user of a proxy, may send to one replica; 0 is no limit. */
  @WholeNumber(0, 100_000)
  RATE_LIMIT_PER_KEY = 0;

  /** Idle timeout of a connection, in seconds: longer than the load balancer's, which may reuse it until then. */
  @WholeNumber(5, 86_400)
  KEEP_ALIVE_SECONDS = 620;

  /** postgres:// URL. Unset: an embedded PostgreSQL (never in production). */
  @IsOptional()
  @Validate(PostgresUrl)
  DATABASE_URL?: string;

  /** Postgres itself, where DATABASE_URL leads to a pooler: for LISTEN and migrations. Unset: DATABASE_URL. */
  @IsOptional()
  @Validate(PostgresUrl)
  DATABASE_DIRECT_URL?: string;

  /** A PEM file of the authorities to trust for Postgres, in place of Node's own; TLS then needs no `sslmode`. */
  @IsOptional()
  @Validate(CertificatesFile)
  DATABASE_CA_FILE?: string;

  /** `false` uses no named prepared statements, for poolers that do not support them. */
  @Flag()
  DATABASE_PREPARED_STATEMENTS = true;

  /** Connections of one replica to Postgres, beside the one that listens. */
  @WholeNumber(2, 500)
  DATABASE_POOL_SIZE = 10;

  /** `false` leaves the migrations to `npm run migrate`. */
  @Flag()
  RUN_MIGRATIONS = true;

  /** Pleo's address. Unset: the sandbox (never in production). */
  @IsOptional()
  @Validate(PleoApiUrl)
  PLEO_BASE_URL?: string;

  @Word('v1', 'v2', 'v3')
  PLEO_API_VERSION: 'v1' | 'v2' | 'v3' = 'v1';

  /** Sent as Basic user name with an empty password. */
  @IsOptional()
  @HeaderSecret(':')
  PLEO_API_KEY?: string;

  /** Sent as Bearer token. */
  @IsOptional()
  @HeaderSecret()
  PLEO_ACCESS_TOKEN?: string;

  /** `none`: events go out with the credentials of companies only, and those of other jobs wait. */
  @Word('required', 'none')
  PLEO_DEFAULT_CREDENTIAL: 'required' | 'none' = 'required';

  /**
   * `id:base64` entries separated by commas, 32 bytes each. The first seals the credentials of companies, all open
   * them.
   */
  @IsOptional()
  @Validate(CredentialKeysSyntax)
  CREDENTIALS_KEY?: string;

  /** `required`: a company's credential is not used before Pleo has said that it is the company's. */
  @Word('when_possible', 'required')
  PLEO_CREDENTIAL_VERIFICATION: 'when_possible' | 'required' = 'when_possible';

  /** `activate`: the installation of a company is activated at Pleo once its credential is verified. */
  @Word('none', 'activate')
  PLEO_INSTALLATION: 'none' | 'activate' = 'none';

  /** Of the OAuth client that Pleo registered; together with its secret. */
  @IsOptional()
  @HeaderSecret()
  PLEO_OAUTH_CLIENT_ID?: string;

  @IsOptional()
  @HeaderSecret()
  PLEO_OAUTH_CLIENT_SECRET?: string;

  /** How the client sends its secret: Pleo's pages name both ways. */
  @Word('basic', 'body')
  PLEO_OAUTH_CLIENT_AUTH: 'basic' | 'body' = 'basic';

  /** The authorization endpoint. */
  @Validate(PleoBaseUrl)
  PLEO_OAUTH_AUTHORIZE_URL = 'https://auth.pleo.io/oauth/authorize';

  /** The token endpoint. */
  @Validate(PleoBaseUrl)
  PLEO_OAUTH_TOKEN_URL = 'https://auth.pleo.io/oauth/token';

  /** The OAuth scopes, separated by spaces. */
  @Words()
  PLEO_OAUTH_SCOPES = 'export-jobs:read export-jobs:write export-items:read';

  /** The relay's address for browsers: Pleo redirects people to `/oauth/callback` there. */
  @IsOptional()
  @Validate(PleoBaseUrl)
  PUBLIC_URL?: string;

  /** Timeout of one request to Pleo, in milliseconds. */
  @WholeNumber(100, 120_000)
  PLEO_TIMEOUT_MS = 10_000;

  /** The secrets of Pleo's webhook signatures, separated by commas. Without this or the next two: no webhooks. */
  @IsOptional()
  @Validate(WebhookSecretsSyntax)
  PLEO_WEBHOOK_SECRET?: string;

  /** `user:password` that Pleo sends with webhooks, where signatures are impossible. */
  @IsOptional()
  @Validate(BasicCredentials)
  PLEO_WEBHOOK_BASIC?: string;

  /** `Name: value` of a header that Pleo sends with webhooks, where signatures are impossible. */
  @IsOptional()
  @Validate(SecretHeader)
  PLEO_WEBHOOK_HEADER?: string;

  /** Tolerance for the time of a signed webhook, before or after now, in seconds. */
  @WholeNumber(1, 3600)
  PLEO_WEBHOOK_TOLERANCE_SECONDS = 300;

  /** `true`: subscribes to the webhooks of each company with a credential of its own, at PUBLIC_URL. */
  @Flag()
  PLEO_WEBHOOK_SUBSCRIBE = false;

  /** Age at which the secret of such a subscription is replaced, in days; 0 is never. */
  @WholeNumber(0, 3650)
  PLEO_WEBHOOK_SECRET_MAX_AGE_DAYS = 90;

  /** The receiver of notices: a person has to act. Unset: none are sent. */
  @IsOptional()
  @Validate(NoticeUrl)
  NOTICE_URL?: string;

  /** The secrets that sign notices, separated by commas: during a rotation the old and the new one. */
  @IsOptional()
  @Validate(WebhookSecretsSyntax)
  NOTICE_SECRET?: string;

  /** Interval of the poll for unfinished jobs at Pleo, in seconds; 0 is never. */
  @WholeNumber(0, 86_400)
  PLEO_POLL_INTERVAL_SECONDS = 0;

  /** A PEM file of authorities to trust for Pleo, or for the proxy, beside Node's own. */
  @IsOptional()
  @Validate(CertificatesFile)
  PLEO_CA_FILE?: string;

  /** The proxy that https requests to Pleo go through; also as `https_proxy`. Never used for loopback. */
  @IsOptional()
  @Validate(ProxyUrl)
  HTTPS_PROXY?: string;

  /** Hosts that bypass the proxy, separated by commas, each with its subdomains; `*` is all. Also as `no_proxy`. */
  @IsOptional()
  NO_PROXY?: string;

  /** Requests to Pleo in flight, per replica. */
  @WholeNumber(1, 1000)
  DELIVERY_CONCURRENCY = 64;

  /** Reads that are passed to Pleo at the same time, per replica, on connections of their own. */
  @WholeNumber(1, 1000)
  READ_CONCURRENCY = 16;

  /** How long Pleo may be silent in a read that is passed to it, before its headers and between chunks. */
  @WholeNumber(100, 50_000)
  PLEO_READ_TIMEOUT_MS = 30_000;

  /** Requests to Pleo per second and replica; 0 is no limit. */
  @WholeNumber(0, 100_000)
  DELIVERY_RATE_LIMIT = 0;

  /** How long an event is retried after transient faults, in hours, before it is dead. */
  @WholeNumber(1, 8760)
  DELIVERY_MAX_AGE_HOURS = 72;

  /** Transient faults in a row that open the circuit: then one probe at a time goes to Pleo. */
  @WholeNumber(1, 1000)
  CIRCUIT_FAILURES = 10;

  /** Item results in one request to Pleo, at most. Pleo takes 100. */
  @WholeNumber(1, 100)
  PLEO_ITEMS_PER_REQUEST = 100;

  /** How long item results that Pleo refused hold the job's final event back, in seconds; 0 is not at all. */
  @WholeNumber(0, 604_800)
  DEAD_ITEMS_HOLD_SECONDS = 1800;

  /** `expiresIn` of a job that is registered without one, in seconds. */
  @WholeNumber(1, 604_800)
  JOB_EXPIRES_IN_SECONDS = 3600;

  /** Interval of the expiry sweep, in seconds. */
  @WholeNumber(1, 3600)
  EXPIRY_SWEEP_INTERVAL_SECONDS = 10;

  /** How long a finished and fully delivered job is kept, in days; 0 is for ever. */
  @WholeNumber(0, 36_500)
  RETENTION_DAYS = 90;

  /** Effect of an event of an unknown job: `register` the job, or `reject` with 404. */
  @Word('register', 'reject')
  UNKNOWN_JOBS: 'register' | 'reject' = 'register';

  /** How long requests in flight may take after SIGTERM, in seconds. */
  @WholeNumber(1, 600)
  SHUTDOWN_TIMEOUT_SECONDS = 20;

  /** `otlp` sends spans to OTEL_EXPORTER_OTLP_ENDPOINT, or to localhost where that is unset. `none` sends none. */
  @IsOptional()
  @Word('otlp', 'none')
  OTEL_TRACES_EXPORTER?: 'otlp' | 'none';

  /** The OpenTelemetry collector's address; set, it switches tracing on. The SDK reads its other variables itself. */
  @IsOptional()
  @Validate(HttpUrl)
  OTEL_EXPORTER_OTLP_ENDPOINT?: string;

  /** `true` keeps tracing off, whatever the others say. */
  @Flag()
  OTEL_SDK_DISABLED = false;
}
