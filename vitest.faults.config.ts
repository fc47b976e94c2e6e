import { defineConfig } from 'vitest/config';

/** The long fault simulation: `npm run test:faults`. */
export default defineConfig({
  test: {
    include: ['test/faults/long-run.ts'],
    disableConsoleIntercept: true,
  },
});
