import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const OUTPUT = fileURLToPath(new URL('../dist/console/', import.meta.url));

/** Puts a compressed copy beside each file with code or styles: a quarter of the bytes for a phone. */
const compressed: Plugin = {
  name: 'compressed',
  writeBundle(_, bundle) {
    for (const file of Object.keys(bundle).filter((name) => /\.(js|css)$/.test(name)))
      writeFileSync(`${OUTPUT}${file}.gz`, gzipSync(readFileSync(OUTPUT + file)));
  },
};

/** The console is built beside the compiled service, which serves it. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  // Relative, so that a proxy may put the relay behind a path.
  base: './',
  plugins: [react(), compressed],
  build: {
    outDir: OUTPUT,
    // Another program may run from there.
    emptyOutDir: false,
    chunkSizeWarningLimit: 1500,
  },
});
