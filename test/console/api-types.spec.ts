import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';
import { expect } from 'vitest';
import { it } from '../support/stage.js';

/** After a change of the API: `npm run build && npx vitest run test/console/api-types.spec.ts --update`. */
it('the console is typed by the document of the service as it is built', async ({ stage }) => {
  const database = await stage.database();
  const sandbox = await stage.sandbox();
  const relay = await stage.relay({ database, sandbox }).answers();
  const { body } = await relay.get('/docs-json');
  const types = astToString(await openapiTS(body as unknown as OpenAPI3));
  await expect(types).toMatchFileSnapshot('../../console/src/api/schema.ts');
});
