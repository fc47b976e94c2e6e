import { ApiProperty } from '@nestjs/swagger';
import { type Scope, SCOPES } from '../../config/values/api-keys.js';

/** The caller and its scope. */
export class CurrentCaller {
  /**
   * The name of the API key, and behind a proxy that signs people in that of the user: `console/ada@example.com`. Null
   * where the relay runs without keys.
   */
  name!: string | null;

  /** Each scope includes the ones before it. */
  @ApiProperty({ type: String, enum: [...SCOPES] })
  scope!: Scope;
}
