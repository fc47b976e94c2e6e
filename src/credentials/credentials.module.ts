import { Module } from '@nestjs/common';
import { ConsentsService } from './consents.service.js';
import { CredentialsController } from './credentials.controller.js';
import { CredentialsListener } from './credentials.listener.js';
import { InstallationSweep } from './installation.sweep.js';
import { CredentialsMetrics } from './credentials.metrics.js';
import { CredentialsRepository } from './credentials.repository.js';
import { CredentialsService } from './credentials.service.js';
import { CredentialsWatch } from './credentials-watch.js';
import { CredentialsSweep } from './credentials.sweep.js';
import { OAuthCallbackController } from './oauth-callback.controller.js';
import { PleoCredentials } from './pleo-credentials.js';
import { PleoOAuth } from './pleo-oauth.js';
import { PleoClient } from '../pleo/pleo.client.js';
import { pleoConnections } from '../pleo/pleo.module.js';
import { Seals } from './seals.js';
import { TokenRefresh } from './token-refresh.js';
import { VerificationRepository } from './verification.repository.js';
import { CHECKS, VerificationService } from './verification.service.js';
import { VerificationSweep } from './verification.sweep.js';

/**
 * Credentials of companies: kept sealed, verified, renewed in time, handed to deliveries. Pleo is asked about them over
 * connections that deliveries do not use.
 */
@Module({
  imports: [pleoConnections(() => CHECKS)],
  controllers: [CredentialsController, OAuthCallbackController],
  providers: [
    Seals,
    CredentialsRepository,
    VerificationRepository,
    CredentialsService,
    PleoOAuth,
    ConsentsService,
    TokenRefresh,
    PleoClient,
    VerificationService,
    VerificationSweep,
    InstallationSweep,
    PleoCredentials,
    CredentialsListener,
    CredentialsSweep,
    CredentialsWatch,
    CredentialsMetrics,
  ],
  exports: [PleoCredentials, CredentialsService, Seals],
})
export class CredentialsModule {}
