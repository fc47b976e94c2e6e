import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';

/**
 * Serves Swagger UI at /docs and the OpenAPI 3.1 document at /docs-json. The document is made at the first request
 * for it: that takes a fifth of a start, which is not to be waited for.
 */
export function serveOpenApi(app: INestApplication): void {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('pleo-export-relay')
    .setDescription(
      'Report what happens to an export job as you would to Pleo; the relay keeps each event and delivers it to Pleo ' +
        'in order. Errors are RFC 9457 problems that also carry Pleo’s `type` and `message`.',
    )
    .setVersion('v1')
    .addServer('/')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addTag('export-job-events', 'Events of jobs, and their delivery to Pleo.')
    .addTag('export-jobs', 'The jobs themselves.')
    .addTag('pleo', 'Pleo’s own routes that are passed to Pleo.')
    .addTag('operations', 'The state of everything, for people and the console.')
    .addTag('webhooks', 'Webhooks of Pleo.')
    .addTag(
      'credentials',
      'Credentials of companies: an API key or an OAuth connection of their own, in place of the default one.',
    )
    .addTag('health', 'For orchestrators.')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An API key of the relay.' })
    .addBasicAuth({ type: 'http', scheme: 'basic', description: 'An API key as user name, no password.' })
    .build();
  const document = () => {
    const made = SwaggerModule.createDocument(app, config, { operationIdFactory: (_, method) => method });
    // Said, not left out: a generator of clients takes silence for an omission.
    for (const path of Object.values(made.paths))
      for (const operation of Object.values(path as Record<string, { security?: object[] }>))
        operation.security ??= [];
    return made;
  };
  SwaggerModule.setup('docs', app, document, { jsonDocumentUrl: 'docs-json', raw: ['json'] });
}
