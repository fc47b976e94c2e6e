import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * An entry for CREDENTIALS_KEY, made once and kept in this file: a database that outlives the run must be readable in
 * the next one. Throws what the file system throws.
 */
export async function ownCredentialsKey(path: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  const made = `local:${randomBytes(32).toString('base64')}`;
  try {
    await writeFile(path, `${made}\n`, { mode: 0o600, flag: 'wx' });
    return made;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return (await readFile(path, 'utf8')).trim();
  }
}
