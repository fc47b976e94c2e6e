import type { INestApplicationContext } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import type { LoopStatus } from '../../src/loops/loop-status.js';
import { Loops } from '../../src/loops/loops.js';

/** Where what is made by hand registers its loops. */
export function noLoops(): Loops {
  return new Loops(new SchedulerRegistry());
}

/** How a loop of a running relay does. */
export function statusOf(app: Pick<INestApplicationContext, 'get'>, name: string): LoopStatus {
  return statusIn(app.get(Loops), name);
}

export function statusIn(loops: Loops, name: string): LoopStatus {
  const loop = loops.all.find((one) => one.name === name);
  if (!loop) throw new Error(`There is no loop ${name}.`);
  return loop.status;
}
