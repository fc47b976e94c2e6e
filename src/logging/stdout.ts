import { constants, openSync } from 'node:fs';
import { isatty } from 'node:tty';

/**
 * A non-blocking descriptor of stdout: writes fail with EAGAIN instead of waiting for a reader. A pipe or a socket
 * becomes one by being made a stream; a terminal is opened again, since Node makes those block. Files do not block.
 */
export function openStdout(): number {
  if (isatty(1)) {
    try {
      return openSync('/dev/stdout', constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    } catch {
      return 1;
    }
  }
  void process.stdout.writable;
  return 1;
}

/** The same for stderr of Node and others; its reader may go away. */
export function unblockStderr(): void {
  if (!isatty(2)) process.stderr.on('error', () => undefined);
}
