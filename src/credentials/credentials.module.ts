import { Module } from '@nestjs/common';
import { ConsentsService } from './consents.service.js';
import { CredentialsController } from './credentials.controller.js';
import { CredentialsListener } from './credentials.listener.js';
import { CredentialsRepository } from './credentials.repository.js';
import { CredentialsService } from './credentials.service.js';
import { CredentialsWatch } from './credentials-watch.js';
import { CredentialsSweep } from './credentials.sweep.js';
import { OAuthCallbackController } from './oauth-callback.controller.js';
import { PleoCredentials } from './pleo-credentials.js';
import { PleoOAuth } from './pleo-oauth.js';
import { Seals } from './seals.js';
import { TokenRefresh } from './token-refresh.js';

/** Credentials of companies: kept sealed, renewed in time, handed to deliveries. */
@Module({
  controllers: [CredentialsController, OAuthCallbackController],
  providers: [
    Seals,
    CredentialsRepository,
    CredentialsService,
    PleoOAuth,
    ConsentsService,
    TokenRefresh,
    PleoCredentials,
    CredentialsListener,
    CredentialsSweep,
    CredentialsWatch,
  ],
  exports: [PleoCredentials],
})
export class CredentialsModule {}
