import { noteSent } from '../../src/secrets/sent-secrets.js';

/**
 * Before each file: the process remembers what was sent, and files share one, so a key of another file would be found
 * in the sentences of this one. The memory has room for 32,768 characters, and never forgets the latest.
 */
noteSent('\u0000'.repeat(32_769));
noteSent('\u0001');
