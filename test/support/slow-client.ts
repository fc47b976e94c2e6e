import { once } from 'node:events';
import { connect } from 'node:net';

/** What a connection got to read until the server closed it. */
export interface Cut {
  readonly text: string;
  readonly afterMs: number;
}

/** Sends `text` and nothing more, and reads until the server hangs up. */
export async function sendAndStall(url: string, text: string): Promise<Cut> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  let read = '';
  socket.on('error', () => undefined);
  socket.setEncoding('utf8').on('data', (chunk: string) => (read += chunk));
  await once(socket, 'connect');
  const start = performance.now();
  if (text) socket.write(text);
  await Promise.race([once(socket, 'end'), once(socket, 'close')]);
  socket.destroy();
  return { text: read, afterMs: performance.now() - start };
}
