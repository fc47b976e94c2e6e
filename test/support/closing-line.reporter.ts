import type { Reporter, TestModule } from 'vitest/node';

/** Ends the run with `N passed, N failed`, whatever else was printed. A file that could not be run counts as failed. */
export default class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const passed = tests.filter((test) => test.result().state === 'passed').length;
    const failed = tests.filter((test) => test.result().state === 'failed').length;
    const broken = modules.filter((module) => module.errors().length > 0).length + errors.length;
    // After the default reporter's summary, which is written in the same turn.
    process.once('beforeExit', () => undefined);
    setImmediate(() => process.stdout.write(`\n${passed} passed, ${failed + broken} failed\n`));
  }
}
