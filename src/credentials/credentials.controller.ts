import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CallerName } from '../auth/caller-name.decorator.js';
import { RequiresScope } from '../auth/scope.decorator.js';
import { Answers } from '../api/answers.decorator.js';
import { ConsentsService } from './consents.service.js';
import { CredentialsService } from './credentials.service.js';
import { CompanyCredential } from './dto/company-credential.dto.js';
import { CompanyParam } from './dto/company-param.dto.js';
import { ConsentStarted } from './dto/consent-started.dto.js';
import { SetCredential } from './dto/set-credential.dto.js';
import { TakesNoBody } from '../api/takes-no-body.decorator.js';

@ApiTags('credentials')
@Controller('v1/companies/:companyId/credential')
export class CredentialsController {
  constructor(
    private readonly credentials: CredentialsService,
    private readonly consents: ConsentsService,
  ) {}

  /** Shows the status of the company's own credential, without any secret. */
  @Get()
  @RequiresScope('admin')
  @Answers({ 200: ['Its state.', CompanyCredential] })
  @Answers.problems(400, 404)
  getCredential(@Param() { companyId }: CompanyParam): Promise<CompanyCredential> {
    return this.credentials.get(companyId);
  }

  /**
   * Gives the company a credential of its own, in the place of what it had.
   * @remarks All replicas use it within a second or two.
   */
  @Put()
  @RequiresScope('admin')
  @Answers({ 200: ['It is stored, sealed.', CompanyCredential] })
  @Answers.problems(400, 409, 413, 415)
  setCredential(
    @Param() { companyId }: CompanyParam,
    @Body() body: SetCredential,
    @CallerName() by: string | null,
  ): Promise<CompanyCredential> {
    return this.credentials.set(companyId, body, by);
  }

  /**
   * Deletes the company's own credential.
   * @remarks Its events then go out with the default one, or wait if there is none. Put a company that left away first:
   * then they do not. The relay removes its subscription at Pleo. Pleo does not learn of the deleted credential: revoke
   * it there as well.
   */
  @Delete()
  @TakesNoBody()
  @RequiresScope('admin')
  @Answers({ 200: ['It is deleted; this was its state.', CompanyCredential] })
  @Answers.problems(400, 404)
  deleteCredential(
    @Param() { companyId }: CompanyParam,
    @CallerName() by: string | null,
  ): Promise<CompanyCredential> {
    return this.credentials.delete(companyId, by);
  }

  /**
   * Begins to connect the company by OAuth.
   * @remarks Let a person of the company open `authorizeUrl` in a browser. That person decides which Pleo account is
   * connected, so give it to no other.
   */
  @Post('consent')
  @TakesNoBody()
  @HttpCode(200)
  @RequiresScope('admin')
  @Answers({ 200: ['The address for the person who gives the consent.', ConsentStarted] })
  @Answers.problems(400, 409)
  startConsent(
    @Param() { companyId }: CompanyParam,
    @CallerName() by: string | null,
  ): Promise<ConsentStarted> {
    return this.consents.start(companyId, by);
  }
}
