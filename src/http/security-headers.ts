import type { FastifyReply, FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The answer is a page for people, or a file of one. */
    page?: boolean;
  }
}

const FOR_ALL = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** For programs: nothing in an answer is to be cached, shown, run or framed. */
export const ANSWER_HEADERS = {
  ...FOR_ALL,
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
};

/** For pages. Swagger UI writes styles into its page, and draws with data: images. */
const PAGE_HEADERS = {
  ...FOR_ALL,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; " +
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
};

/**
 * Sets the security headers. Constants, set in one go: `@fastify/helmet` costs a third of a whole request (22 µs; this
 * costs 2).
 */
export function secure({ routeOptions: { config } }: FastifyRequest, reply: FastifyReply): void {
  reply.headers(config.page ? PAGE_HEADERS : ANSWER_HEADERS);
}
