import { RelayProcess } from '../support/process.js';

interface Replica {
  process: RelayProcess;
  /** Whether it ends because of us. */
  killed: boolean;
}

/** A time in which a replica stood still, in milliseconds since 1970. */
export interface WaitReason {
  readonly place: number;
  readonly from: number;
  to: number;
}

/** The replicas of a simulation: each place holds a process, or another one after it was killed. */
export class Replicas {
  private readonly all: Replica[] = [];
  private readonly places: Replica[];
  private readonly frozen = new Map<number, number>();
  readonly standstills: WaitReason[] = [];

  constructor(
    count: number,
    private readonly env: Record<string, string>,
  ) {
    this.places = Array.from({ length: count }, () => this.begin());
  }

  /** Addresses of those that have said where they are, whatever state they are in. */
  get urls(): string[] {
    return this.places.flatMap(({ process }) => {
      try {
        return process.url;
      } catch {
        return [];
      }
    });
  }

  async answer(): Promise<void> {
    await Promise.all(this.places.map(({ process }) => process.answers(60_000)));
  }

  /** kill -9: nothing is there any more. */
  async kill(place: number): Promise<void> {
    const replica = this.at(place);
    replica.killed = true;
    replica.process.kill('SIGKILL');
    await replica.process.exit;
  }

  restart(place: number): void {
    if (this.at(place).killed) this.places[place] = this.begin();
  }

  freeze(place: number): void {
    this.standstills.push({ place, from: Date.now(), to: Infinity });
    this.frozen.set(place, (this.frozen.get(place) ?? 0) + 1);
    this.at(place).process.kill('SIGSTOP');
  }

  /** The last of those who froze it lets it go on. */
  thaw(place: number): void {
    const others = (this.frozen.get(place) ?? 1) - 1;
    this.frozen.set(place, others);
    if (others > 0) return;
    this.at(place).process.kill('SIGCONT');
    this.standstills
      .filter((one) => one.place === place && one.to === Infinity)
      .forEach((one) => (one.to = Date.now()));
  }

  /** What is wrong with them, as sentences. */
  faults(): string[] {
    return this.all.flatMap(({ process, killed }) => {
      const died = !killed && process.hasEnded ? [`A replica ended by itself:\n${tail(process.output)}`] : [];
      return [
        ...died,
        ...process.output
          .split('\n')
          .filter(isFault)
          .map((line) => `A replica logged ${line}`),
      ];
    });
  }

  /** Tells all of them to end, which has their last outcomes written. Gives what went wrong. */
  async stop(): Promise<string[]> {
    const living = this.places.filter(({ killed }) => !killed);
    const exits = await Promise.all(
      living.map(async (replica) => {
        replica.killed = true;
        replica.process.kill('SIGTERM');
        return replica.process.exits(30_000).catch((error: Error) => ({ code: error.message }));
      }),
    );
    return exits.flatMap(({ code }) => (code === 0 ? [] : [`A replica ended with ${code} after SIGTERM`]));
  }

  async end(): Promise<void> {
    await Promise.all(this.all.map(({ process }) => process.end()));
  }

  private at(place: number): Replica {
    return this.places[place] as Replica;
  }

  private begin(): Replica {
    const replica = { process: new RelayProcess(this.env), killed: false };
    this.all.push(replica);
    return replica;
  }
}

/** Passing troubles are logged too; these mean that something was not thought of. */
function isFault(line: string): boolean {
  const level = Number(/"level":(\d+)/.exec(line)?.[1] ?? 0);
  return level >= 60 || /Unexpected error|broke off|cannot be written|Unhandled|Warning:/.test(line);
}

function tail(output: string): string {
  return output.slice(-2000);
}
