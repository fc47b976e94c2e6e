/** What the job queues of others are asked: to take messages in, to send them, to leave off. */
export type QueueQuestion =
  | { readonly kind: 'fill'; readonly jobs: number; readonly events: readonly string[] }
  | { readonly kind: 'work' }
  | { readonly kind: 'rest' };
