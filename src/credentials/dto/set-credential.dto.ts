import { ApiProperty } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { IsOneOf } from '../../api/fields/one-of.decorator.js';
import { IsSecret } from '../../api/fields/secret.decorator.js';
import { IsWholeNumber } from '../../api/fields/whole-number.decorator.js';
import type { Mistake } from '../../api/validation.js';
import { CREDENTIAL_TYPES, type CredentialType } from '../company-credential.entity.js';
import type { Secret } from '../credentials.repository.js';
import { MAX_LIFE_SECONDS } from '../tokens-in.js';

const FIELDS = {
  api_key: ['apiKey'],
  oauth: ['accessToken', 'refreshToken', 'expiresIn'],
} as const;

/** A company's credential: an API key, or the tokens of an OAuth connection that was made elsewhere. */
export class SetCredential {
  @IsOneOf(CREDENTIAL_TYPES)
  type!: CredentialType;

  /** With `api_key`. */
  @IsOptional()
  @IsSecret(':')
  apiKey?: string | null;

  /** With `oauth`. */
  @IsOptional()
  @IsSecret()
  accessToken?: string | null;

  /** With `oauth`. From now on the relay alone may use it. */
  @IsOptional()
  @IsSecret()
  refreshToken?: string | null;

  /** With `oauth`: seconds that the access token is good for, from now. */
  @ApiProperty({ required: false, nullable: true })
  @IsOptional()
  @IsWholeNumber(0, MAX_LIFE_SECONDS)
  expiresIn?: number | null;

  /** Its fields have to be those of its type. */
  static mistakesBetween(given: SetCredential): Mistake[] {
    const mistakes: Mistake[] = [];
    // Nobody knows what belongs to a type that there is not.
    if (!CREDENTIAL_TYPES.includes(given.type)) return mistakes;
    for (const type of CREDENTIAL_TYPES) {
      for (const field of FIELDS[type]) {
        const isGiven = given[field] != null;
        if (isGiven && type !== given.type)
          mistakes.push({ pointer: `/${field}`, detail: `belongs to the type ${type} only` });
        if (!isGiven && type === given.type)
          mistakes.push({ pointer: `/${field}`, detail: `is needed with the type ${type}` });
      }
    }
    return mistakes;
  }
}

/** The secret that the body names. */
export function secretOf(body: SetCredential): Secret {
  const { apiKey, accessToken, refreshToken, expiresIn } = body;
  return body.type === 'api_key'
    ? { type: 'api_key', apiKey: apiKey ?? '' }
    : {
        type: 'oauth',
        accessToken: accessToken ?? '',
        refreshToken: refreshToken ?? '',
        expiresIn: expiresIn ?? 0,
      };
}
