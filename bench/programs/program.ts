import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { environment } from './environment.js';

interface Told {
  readonly answer?: unknown;
  readonly error?: string;
}

const SIDES = ['ignore', 'inherit', 'inherit', 'ipc'] as const;

/** A program of this folder in a process of its own, which answers one question at a time. */
export class Program<Question, Answer, Greeting = unknown> {
  private constructor(
    private readonly child: ChildProcess,
    readonly greeting: Greeting,
  ) {}

  /** Starts it on the Node at a path. Resolves when it is ready. */
  static async start<Question, Answer, Greeting = unknown>(
    node: string,
    name: string,
    ...args: string[]
  ): Promise<Program<Question, Answer, Greeting>> {
    const path = fileURLToPath(new URL(`./${name}.js`, import.meta.url));
    const child = fork(path, args, { execPath: node, stdio: [...SIDES], env: environment() });
    return new Program<Question, Answer, Greeting>(child, (await told(child)) as Greeting);
  }

  get pid(): number {
    return this.child.pid ?? -1;
  }

  async ask(question: Question): Promise<Answer> {
    const answer = told(this.child);
    this.child.send(question as object);
    return (await answer) as Answer;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }
}

async function told(child: ChildProcess): Promise<unknown> {
  const end = new AbortController();
  const { signal } = end;
  try {
    const [message] = (await Promise.race([
      once(child, 'message', { signal }),
      once(child, 'exit', { signal }).then(([code]) => {
        throw new Error(`A program ended with ${String(code)}`);
      }),
    ])) as [Told];
    if (message.error !== undefined) throw new Error(message.error);
    return message.answer;
  } finally {
    end.abort();
  }
}
