import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OpenToAll } from '../auth/scope.decorator.js';
import { type ConsentResult, ConsentsService } from './consents.service.js';
import { CALLBACK_PATH } from './pleo-oauth.js';

const AGAIN = 'Ask the sender of the link for a new one.';

/** The page and status of each result. Nothing of the request is in it. */
const PAGES: Record<ConsentResult, [status: number, heading: string, text: string]> = {
  connected: [
    200,
    'Connected',
    'Exports of this company are reported to Pleo from now on. You can close this page.',
  ],
  unverified: [
    200,
    'Connected, not checked yet',
    'Pleo has not confirmed yet which company this connection belongs to. The relay asks again later. You can close this page.',
  ],
  wrong_company: [
    409,
    'Connected to another company',
    `The account that you chose at Pleo belongs to another company than this link is for. Nothing is sent with it. To choose the right one: ${AGAIN}`,
  ],
  other_company: [
    409,
    'Nothing was changed',
    `The account that you chose at Pleo belongs to another company than this link is for. The connection that was there goes on. To choose the right one: ${AGAIN}`,
  ],
  missing_scopes: [
    409,
    'Rights are missing',
    `The connection was made without rights that are needed to report exports. Nothing is sent with it. To give them: ${AGAIN}`,
  ],
  unknown_link: [400, 'This link is no longer valid', `It was used before, or is too old. ${AGAIN}`],
  denied: [400, 'Not connected', `Pleo says that access was not given. If that was a mistake: ${AGAIN}`],
  not_kept: [503, 'Not connected', `The connection could not be stored. ${AGAIN}`],
  failed: [502, 'Not connected', `Pleo did not confirm the connection. ${AGAIN}`],
};

/** A static page, never cached, without referrer: its address holds a code. */
const HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
};

/** The OAuth redirect URI. Not for programs, so it is not in the API's document. */
@ApiExcludeController()
@Controller()
export class OAuthCallbackController {
  constructor(private readonly consents: ConsentsService) {}

  @Get(CALLBACK_PATH)
  @OpenToAll('proof')
  async callback(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const answer = new URL(request.url, 'http://relay').searchParams;
    // A HEAD request, as from a link scanner, must not use the answer up.
    const result = request.method === 'GET' ? await this.consents.finish(answer) : 'unknown_link';
    const [status, heading, text] = PAGES[result];
    await reply
      .status(status)
      .headers(HEADERS)
      .send(
        `<!doctype html><html lang="en"><title>${heading}</title><h1>${heading}</h1><p>${text}</p></html>`,
      );
  }
}
