import { readFileSync } from 'node:fs';
import { type ApiKeys, ApiKeysMistake, parseApiKeysFile } from './api-keys.js';

/** The keys in a file. Throws `ApiKeysMistake`, also when it cannot be read. */
export function readApiKeysFile(path: string): ApiKeys {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new ApiKeysMistake(`cannot be read: ${(error as Error).message}`);
  }
  return parseApiKeysFile(text);
}
