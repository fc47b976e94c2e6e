import { ApiProperty } from '@nestjs/swagger';
import { type Scope, SCOPES } from '../../config/values/api-keys.js';

/** Who calls, and what it may do. */
export class CurrentCaller {
  /** The name of the API key; null where the relay runs without keys. */
  name!: string | null;

  /** Each scope includes the ones before it. */
  @ApiProperty({ type: String, enum: [...SCOPES] })
  scope!: Scope;
}
