import { Module } from '@nestjs/common';
import { CredentialsModule } from '../credentials/credentials.module.js';
import { CompaniesController } from './companies.controller.js';
import { CompaniesService } from './companies.service.js';
import { PutAwaySweep } from './put-away.sweep.js';

/** Companies as people see them: a list, and what is to become of one that left. */
@Module({
  imports: [CredentialsModule],
  controllers: [CompaniesController],
  providers: [CompaniesService, PutAwaySweep],
  exports: [CompaniesService],
})
export class CompaniesModule {}
