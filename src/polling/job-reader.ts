import { Injectable } from '@nestjs/common';
import { type JobStatus } from '../lifecycle/job-state.js';
import { readingOf } from '../pleo/confirmation.js';
import { type JobPage, jobPageOf } from '../pleo/job-page.js';
import type { PleoAnswer } from '../pleo/pleo.answer.js';
import type { Cancellation } from '../pleo/cancellation.js';
import type { Permit } from '../pleo/permit.js';
import { PleoClient } from '../pleo/pleo.client.js';
import { readFaultOf } from '../pleo/pleo.outcome.js';
import { type NoAccess, PleoAccess } from '../pleo-access/pleo-access.js';
import { PleoSession } from '../pleo-access/pleo-session.js';
import { type PollTurn, PollTurns } from './poll-turns.repository.js';

/** Why a turn ends before it is done. `failed` is about Pleo; the others are as they should be. */
export class TurnOver extends Error {
  constructor(
    readonly kind: 'failed' | 'paused' | 'lost',
    message: string,
    /** How long Pleo asks us to wait, in milliseconds. */
    readonly waitMs = 0,
  ) {
    super(message);
  }
}

/** More pages than these are a mistake, ours or Pleo's: 20 000 jobs, where a company has one unfinished job at most. */
const MAX_PAGES = 1000;

/** Reads jobs at Pleo, request by request, as long as the turn is ours and nothing pauses the credential. */
@Injectable()
export class JobReader {
  constructor(
    private readonly pleo: PleoClient,
    private readonly turns: PollTurns,
    private readonly access: PleoAccess,
  ) {}

  /** All pages of the jobs of one status. Throws `TurnOver`. */
  async *pages(status: JobStatus, turn: PollTurn, cancellation: Cancellation): AsyncGenerator<JobPage> {
    const seen = new Set<string>();
    for (let after: string | null = null; ;) {
      const cursor: string | null = after;
      const answer = await this.ask(turn, cancellation, (permit) =>
        this.pleo.listJobs(status, cursor, permit),
      );
      const fault = readFaultOf(answer);
      if (fault) throw new TurnOver('failed', fault.error);
      const page = answer.kind === 'answered' ? jobPageOf(answer) : null;
      if (!page) throw new TurnOver('failed', 'Pleo’s list of jobs is not in the expected form.');
      yield page;
      if (page.next === null) return;
      if (seen.has(page.next) || seen.size >= MAX_PAGES) {
        throw new TurnOver('failed', 'Pleo’s list of jobs does not end.');
      }
      seen.add(page.next);
      after = page.next;
    }
  }

  /**
   * What Pleo says of one job; `unknown` when it has none such, `unread` when it does not say. Throws `TurnOver`, but
   * not because this job cannot be read: others may.
   */
  async status(
    jobId: string,
    turn: PollTurn,
    cancellation: Cancellation,
  ): Promise<JobStatus | 'unknown' | 'unread'> {
    const answer = await this.ask(turn, cancellation, (permit) => this.pleo.readJob(jobId, permit));
    const reading = readingOf(answer, jobId);
    return reading.kind === 'job' ? reading.job.status : reading.kind;
  }

  private async ask(
    turn: PollTurn,
    cancellation: Cancellation,
    request: (permit: Permit) => Promise<PleoAnswer>,
  ): Promise<PleoAnswer> {
    if (cancellation.isOver) throw new TurnOver('lost', 'The relay is shutting down.');
    if (!(await this.turns.renew(turn))) throw new TurnOver('lost', 'Another replica has the turn.');
    const session = await this.access.open(turn.credential, cancellation);
    if (!(session instanceof PleoSession)) throw endedBy(session);
    const answer = await session.read(request);
    if (cancellation.isOver) throw new TurnOver('lost', 'The relay is shutting down.');
    const fault = readFaultOf(answer);
    if (fault?.kind === 'wait') throw new TurnOver('failed', fault.error, fault.waitMs);
    return answer;
  }
}

function endedBy(access: NoAccess): TurnOver {
  switch (access.kind) {
    case 'paused':
    case 'refused':
    case 'left_to_others':
      return new TurnOver('paused', access.reason);
    case 'moved':
    case 'outdated':
      return new TurnOver('lost', 'The credential was deleted.');
  }
}
