import { mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file in a folder of its own that others are told the path of. */
export class ScratchFile {
  private readonly folder = mkdtempSync(join(tmpdir(), 'relay-test-'));
  private versions = 0;

  constructor(text?: string) {
    if (text !== undefined) this.write(text);
  }

  get path(): string {
    return join(this.folder, 'file');
  }

  /** Writes over it in its place. */
  write(text: string): void {
    writeFileSync(this.path, text);
  }

  /** Puts a link to a new file in its place, all at once, as Kubernetes replaces a mounted secret. */
  swap(text: string): void {
    const version = join(this.folder, `version-${++this.versions}`);
    writeFileSync(version, text);
    symlinkSync(version, `${version}-link`);
    renameSync(`${version}-link`, this.path);
  }

  /** The file is gone, its folder stays. */
  vanish(): void {
    rmSync(this.path);
  }

  /** File and folder are gone. */
  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
