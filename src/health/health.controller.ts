import { Controller, Get, HttpStatus, Res, ServiceUnavailableException } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { HealthCheck, HealthCheckService, type HealthCheckResult } from '@nestjs/terminus';
import type { FastifyReply } from 'fastify';
import { OpenToAll } from '../auth/scope.decorator.js';
import { SingleFlight } from '../loops/single-flight.js';
import { CircuitRepository } from '../queue/circuit.repository.js';
import { HandPausesRepository } from '../queue/hand-pauses.repository.js';
import { DatabaseHealth } from './database.health.js';
import { LoopHealth } from './loop.health.js';
import { type PleoState, toPleoState } from './pleo-state.js';

/** Terminus' result, and the state of deliveries; null when the database does not answer. */
type Readiness = HealthCheckResult & { pleo: PleoState | null };

@ApiTags('health')
@Controller('health')
export class HealthController {
  private readonly readiness = new SingleFlight(() => this.look());

  constructor(
    private readonly health: HealthCheckService,
    private readonly database: DatabaseHealth,
    private readonly loops: LoopHealth,
    private readonly circuits: CircuitRepository,
    private readonly handPauses: HandPausesRepository,
  ) {}

  /**
   * Says that the process answers.
   * @remarks Restart it when this fails.
   */
  @Get('live')
  @OpenToAll('probe')
  @HealthCheck()
  @ApiResponse({ status: 200, description: 'The process answers.' })
  live(): Promise<HealthCheckResult> {
    return this.health.check([]);
  }

  /**
   * Says whether to send requests here.
   * @remarks Ready means: Postgres answers, the schema depends on date, and the loops that deliver
   * and expire turn. Pleo being down is no
   * reason to be unready: events are accepted and wait.
   */
  @Get('ready')
  @OpenToAll('probe')
  @HealthCheck()
  @ApiResponse({ status: 200, description: 'Send requests here.' })
  @ApiResponse({ status: 503, description: 'Do not; `error` says why.' })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Readiness> {
    const readiness = await this.readiness.ask();
    if (readiness.status !== 'ok') reply.status(HttpStatus.SERVICE_UNAVAILABLE);
    return readiness;
  }

  private async look(): Promise<Readiness> {
    const pleo = this.pleoState().catch(() => null);
    try {
      const result = await this.health.check([() => this.database.check(), ...this.loops.checks]);
      return { ...result, pleo: await pleo };
    } catch (error) {
      if (!(error instanceof ServiceUnavailableException)) throw error;
      return { ...(error.getResponse() as HealthCheckResult), pleo: await pleo };
    }
  }

  private async pleoState(): Promise<PleoState> {
    return toPleoState(await this.circuits.readPauses(), await this.handPauses.inForce());
  }
}
