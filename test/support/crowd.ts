import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** One of many connections, and what it got to read. */
export interface Guest {
  readonly socket: Socket;
  text: string;
}

/** Opens `count` connections, each of which sends `text` and then nothing more. Resolves when all are open and sent. */
export async function openMany(url: string, count: number, text: string | Buffer): Promise<Guest[]> {
  const { hostname, port } = new URL(url);
  const all = Array.from({ length: count }, (): Guest => {
    const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    const guest: Guest = { socket, text: '' };
    socket.on('error', () => undefined);
    socket.setEncoding('latin1').on('data', (chunk: string) => (guest.text += chunk));
    socket.write(text);
    return guest;
  });
  const connecting = all.filter(({ socket }) => socket.connecting);
  await Promise.all(connecting.map(({ socket }) => once(socket, 'connect')));
  return all;
}

/** Hangs up. */
export function leave(guests: readonly Guest[]): void {
  for (const { socket } of guests) socket.destroy();
}
