import { Injectable } from '@nestjs/common';
import { ServiceUnavailable } from '../api/http.errors.js';

/** Shut when the relay begins to stop: while it drains, new requests are refused and readiness fails. */
@Injectable()
export class ClosingGate {
  private closed = false;
  private inside = 0;
  private onEmpty: (() => void) | null = null;

  /**
   * Admits a request of this route, which then has to `leave`. Throws `ServiceUnavailable` once the gate is shut.
   * Liveness passes to the end.
   */
  pass(route: string | undefined): void {
    if (this.closed && route !== '/health/live') throw new ServiceUnavailable('The relay is shutting down.');
    this.inside++;
  }

  leave(): void {
    this.inside--;
    if (this.inside === 0) this.onEmpty?.();
  }

  /** From now on new requests are refused. */
  shut(): void {
    this.closed = true;
  }

  /** Resolves when the requests behind the gate were answered, or `ms` have passed. */
  async empty(ms: number): Promise<void> {
    if (this.inside === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.onEmpty = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
