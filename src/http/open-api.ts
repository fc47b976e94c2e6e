import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';

/** Serves Swagger UI at /docs and the OpenAPI 3.1 document at /docs-json. */
export function serveOpenApi(app: INestApplication): void {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('pleo-export-relay')
    .setDescription(
      'Report what happens to an export job as you would to Pleo; the relay keeps each event and delivers it to Pleo ' +
        'in order. Errors are RFC 9457 problems that also carry Pleo’s `type` and `message`.',
    )
    .setVersion('v1')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addTag('export-job-events', 'What happened to jobs, and how far Pleo knows of it.')
    .addTag('export-jobs', 'The jobs themselves.')
    .addTag('operations', 'How everything stands, for people and the console.')
    .addTag('webhooks', 'Webhooks of Pleo.')
    .addTag(
      'credentials',
      'Credentials of companies: an API key or an OAuth connection of their own, in place of the default one.',
    )
    .addTag('health', 'For orchestrators.')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An API key of the relay.' })
    .addBasicAuth({ type: 'http', scheme: 'basic', description: 'An API key as user name, no password.' })
    .build();
  const document = SwaggerModule.createDocument(app, config, { operationIdFactory: (_, method) => method });
  SwaggerModule.setup('docs', app, document, { jsonDocumentUrl: 'docs-json', raw: ['json'] });
}
