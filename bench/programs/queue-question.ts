/** The operations of the other queues: enqueue messages, send them, stop. */
export type QueueQuestion =
  | { readonly kind: 'fill'; readonly jobs: number; readonly events: readonly string[] }
  | { readonly kind: 'work' }
  | { readonly kind: 'rest' };
