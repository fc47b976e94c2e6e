import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';
import { expect } from 'vitest';
import { it } from '../support/stage.js';

/** After a change of the API: `npm run build && npx vitest run test/client/schema.spec.ts --update`. */
it('the client and the console are typed by the document of the service as it is built', async ({
  stage,
}) => {
  const [database, sandbox] = [await stage.database(), await stage.sandbox()];
  const relay = await stage.relay({ database, sandbox }).answers();
  const { body } = await relay.get('/docs-json');
  const types = astToString(await openapiTS(body as unknown as OpenAPI3));
  await expect(types).toMatchFileSnapshot('../../client/schema.ts');
});
