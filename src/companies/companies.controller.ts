import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import { Answers } from '../api/answers.decorator.js';
import { CallerName } from '../auth/caller-name.decorator.js';
import { RequiresScope } from '../auth/scope.decorator.js';
import { CompanyParam } from '../credentials/dto/company-param.dto.js';
import { A_COMPANY, NOTES, PUT_AWAY_COMPANY, REASONS } from './companies.examples.js';
import { CompaniesService } from './companies.service.js';
import { PutCompanyAway, SetCompany } from './dto/company-acts.dto.js';
import { CompanyQuery } from './dto/company-query.dto.js';
import { Company, CompanyPage } from './dto/company.dto.js';
import { TakesNoBody } from '../api/takes-no-body.decorator.js';

@ApiTags('companies')
@Controller('v1/companies')
export class CompaniesController {
  constructor(private readonly companies: CompaniesService) {}

  /**
   * Lists companies, in the order of their ids.
   * @remarks Those that have a job, a credential or a note. For a filter up to 1000 are looked at: a page may be short
   * though another one follows.
   */
  @Get()
  @RequiresScope('read')
  @Answers({ 200: ['A page of companies.', CompanyPage] })
  @Answers.problems(400)
  listCompanies(@Query() query: CompanyQuery): Promise<CompanyPage> {
    return this.companies.page(query);
  }

  /** Shows where a company stands. */
  @Get(':companyId')
  @RequiresScope('read')
  @Answers({ 200: ['The company.', Company, A_COMPANY] })
  @Answers.problems(400, 404)
  getCompany(@Param() { companyId }: CompanyParam): Promise<Company> {
    return this.companies.get(companyId);
  }

  /**
   * Notes what people know the company by.
   * @remarks It need not be known yet.
   */
  @Put(':companyId')
  @RequiresScope('admin')
  @ApiBody({ type: SetCompany, examples: NOTES })
  @Answers({ 200: ['The company, with its note.', Company, A_COMPANY] })
  @Answers.problems(400, 413, 415)
  setCompany(
    @Param() { companyId }: CompanyParam,
    @Body() { note }: SetCompany,
    @CallerName() by: string | null,
  ): Promise<Company> {
    return this.companies.setNote(companyId, note, by);
  }

  /**
   * Puts the company away: it left, and nothing of it is sent to Pleo any more.
   * @remarks With any credential: also when its own is deleted, no other one replaces it. Its waiting messages and
   * later reports are discarded or parked. Workers get none of its jobs, Pleo is not asked for new ones, and alerts do
   * not count it. A second call replaces `reason` and `waiting`.
   */
  @Post(':companyId/put-away')
  @HttpCode(200)
  @RequiresScope('admin')
  @ApiBody({ type: PutCompanyAway, examples: REASONS })
  @Answers({ 200: ['The company, put away.', Company, PUT_AWAY_COMPANY] })
  @Answers.problems(400, 404, 413, 415)
  putCompanyAway(
    @Param() { companyId }: CompanyParam,
    @Body() body: PutCompanyAway,
    @CallerName() by: string | null,
  ): Promise<Company> {
    return this.companies.putAway(companyId, body, by);
  }

  /**
   * Takes the company back.
   * @remarks Parked messages are due at once, in the order of their jobs and with a fresh schedule. What was discarded
   * stays so.
   */
  @Post(':companyId/take-back')
  @TakesNoBody()
  @HttpCode(200)
  @RequiresScope('admin')
  @Answers({ 200: ['The company, not put away any more.', Company, A_COMPANY] })
  @Answers.problems(400, 404)
  takeCompanyBack(@Param() { companyId }: CompanyParam, @CallerName() by: string | null): Promise<Company> {
    return this.companies.takeBack(companyId, by);
  }
}
