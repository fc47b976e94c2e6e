import { Injectable } from '@nestjs/common';
import { ServiceUnavailable } from '../api/http.errors.js';

/** Shut when the relay begins to stop: from then on nothing is accepted, and readiness says so, while it drains. */
@Injectable()
export class ClosingGate {
  private closed = false;
  private inside = 0;
  private onEmpty: (() => void) | null = null;

  /**
   * Lets a request of this route in, which then has to `leave`. Throws `ServiceUnavailable` once the gate is shut. The
   * process is alive until it ends.
   */
  pass(route: string | undefined): void {
    if (this.closed && route !== '/health/live') throw new ServiceUnavailable('The relay is shutting down.');
    this.inside++;
  }

  leave(): void {
    this.inside--;
    if (this.inside === 0) this.onEmpty?.();
  }

  /** Shuts the gate and resolves when the requests behind it were answered, or `ms` have passed. */
  async close(ms: number): Promise<void> {
    this.closed = true;
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
