/**
 * Serves questions of the parent process, one after the other. An error is sent as an answer and thrown there. Sends
 * `greeting` once when ready.
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
  // The parent is gone.
  process.on('disconnect', () => process.exit());
  process.send?.({ answer: greeting });
}
