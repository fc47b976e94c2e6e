import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

type Over = () => void;

/** Pipelined answers that wait behind others, by connection. */
const waiting = new WeakMap<Socket, Set<Over>>();

/**
 * Calls `over` once, when the request was answered or its connection is gone. A pipelined answer that waits behind
 * another emits no `close` when its connection closes: a counter that relies on that event alone never goes down.
 */
export function whenOver({ socket }: IncomingMessage, answer: ServerResponse, over: Over): void {
  if (answer.socket !== null) return void answer.once('close', over);
  const all = waiting.get(socket) ?? watch(socket);
  const once = () => {
    if (all.delete(once)) over();
  };
  all.add(once);
  answer.once('close', once);
}

function watch(socket: Socket): Set<Over> {
  const all = new Set<Over>();
  waiting.set(socket, all);
  socket.once('close', () => {
    for (const over of all) over();
  });
  return all;
}
