import { IsUuid } from '../fields/uuid.decorator.js';

/** The `{id}` of a route. */
export class IdParam {
  @IsUuid()
  id!: string;
}
