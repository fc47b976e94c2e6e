import { Module } from '@nestjs/common';
import { CompaniesModule } from '../companies/companies.module.js';
import { EndedPausesSweep } from './ended-pauses.sweep.js';
import { PausesController } from './pauses.controller.js';
import { PausesService } from './pauses.service.js';

/** Deliveries that people pause and resume. */
@Module({
  imports: [CompaniesModule],
  controllers: [PausesController],
  providers: [PausesService, EndedPausesSweep],
})
export class PausesModule {}
