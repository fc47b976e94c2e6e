import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

type Over = () => void;

/** Answers that wait behind others on their connection, by the connection. */
const waiting = new WeakMap<Socket, Set<Over>>();

/**
 * Calls `over` once, when the request was answered or its connection is gone. An answer that waits behind another one
 * (HTTP pipelining) is not closed when its connection is: whoever counts by that event alone counts it for ever.
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
