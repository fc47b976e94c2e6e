import { ApiProperty } from '@nestjs/swagger';
import { type Scope, SCOPES } from '../../config/values/api-keys.js';

/** The caller and its scope. */
export class CurrentCaller {
  /** The name of the API key; null where the relay runs without keys. */
  name!: string | null;

  /** Each scope includes the ones before it. */
  @ApiProperty({ type: String, enum: [...SCOPES] })
  scope!: Scope;
}
