import type { FastifyInstance, FastifyRequest } from 'fastify';
import { PleoError, type Answer } from './answer.js';
import { Exchange } from './exchange.js';
import { introspect } from './introspection.js';
import { asObject, jsonValue, requireJsonType } from './json-body.js';
import type { SandboxState } from './sandbox-state.js';

/** How the app stands at a company, and how often it was activated or made. `NONE`: there is no installation. */
interface Installation {
  status: string;
  errorCode?: string | undefined;
  activations: number;
}

/** The installation of each company or organisation, by its URN: authorized until it is activated. */
export class Installations {
  readonly #byUrn = new Map<string, Installation>();

  of(urn: string): Installation {
    const known = this.#byUrn.get(urn) ?? { status: 'AUTHORIZED', activations: 0 };
    this.#byUrn.set(urn, known);
    return known;
  }

  /** Those that were asked about, in no order. */
  get all(): Record<string, Installation> {
    return Object.fromEntries(this.#byUrn);
  }

  clear(): void {
    this.#byUrn.clear();
  }
}

/** `/v1/installations/me` and `POST /v1/installations/me:activate`, and what was seen there. */
export function installationRoutes(app: FastifyInstance, state: SandboxState): void {
  /** Answers with the installation as `act` leaves it. */
  const answer = (request: FastifyRequest, act: (installation: Installation, exchange: Exchange) => void) => {
    const exchange = Exchange.of(request);
    exchange.run((): Answer => {
      exchange.requireCredential();
      const { authorization, introspection } = state;
      const { subjectURN } = introspect(request.headers.authorization, authorization, introspection);
      const installation = state.installations.of(String(subjectURN));
      act(installation, exchange);
      const { status, errorCode } = installation;
      return { status: 200, body: { resource: subjectURN, status, ...(errorCode && { errorCode }) } };
    });
  };

  app.get('/v1/installations/me', (request) => {
    answer(request, mustBe);
  });

  app.post('/v1/installations/me', (request) => {
    answer(request, (installation, exchange) => {
      if (installation.status !== 'NONE')
        throw new PleoError(409, 'INSTALLATION_EXISTS', 'There is an installation.');
      change(installation, exchange, request);
      installation.activations += 1;
    });
  });

  app.put('/v1/installations/me', (request) => {
    answer(request, (installation, exchange) => {
      mustBe(installation);
      change(installation, exchange, request);
    });
  });

  // The second colon stands for one that is no parameter.
  app.post('/v1/installations/me::activate', (request) => {
    answer(request, (installation, exchange) => {
      mustBe(installation);
      if (installation.status === 'ACTIVATED')
        throw new PleoError(409, 'INSTALLATION_ALREADY_ACTIVE', 'The installation is active.');
      installation.status = 'ACTIVATED';
      delete installation.errorCode;
      installation.activations += 1;
      exchange.entry.changed = true;
    });
  });
}

function mustBe({ status }: Installation): void {
  if (status === 'NONE') throw new PleoError(404, 'INSTALLATION_NOT_FOUND', 'There is no installation.');
}

function change(installation: Installation, exchange: Exchange, request: FastifyRequest): void {
  requireJsonType(request.headers['content-type']);
  const { status, errorCode } = asObject(jsonValue(exchange.read(request))) ?? {};
  if (typeof status !== 'string') throw new PleoError(400, 'BAD_REQUEST', 'status is missing.');
  installation.status = status;
  installation.errorCode = typeof errorCode === 'string' ? errorCode : undefined;
  exchange.entry.changed = true;
}
