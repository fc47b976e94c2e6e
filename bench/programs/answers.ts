/**
 * Lets this program answer what the process that forked it asks, one question after the other. An error is the answer
 * too, and told there. Says once that it is ready, with `greeting`.
 */
export function answers<Question, Answer>(
  greeting: unknown,
  answer: (question: Question) => Promise<Answer> | Answer,
): void {
  process.on('message', (question: Question) => {
    Promise.resolve()
      .then(() => answer(question))
      .then(
        (answer) => process.send?.({ answer }),
        (error: unknown) => process.send?.({ error: error instanceof Error ? error.stack : String(error) }),
      );
  });
  // Whoever asked is gone: so are we.
  process.on('disconnect', () => process.exit());
  process.send?.({ answer: greeting });
}
