import { readFileSync } from 'node:fs';

/** The flags of Node's with which the image starts the service, by the `Dockerfile` in `root`. */
export function flagsOfImage(root: URL): string[] {
  const dockerfile = readFileSync(new URL('Dockerfile', root), 'utf8');
  const [, ...flags] = JSON.parse(/^CMD (.*)$/m.exec(dockerfile)?.[1] ?? '[]') as string[];
  return flags.slice(0, -1);
}
