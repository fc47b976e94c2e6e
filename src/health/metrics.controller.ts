import { Controller, Get, Header } from '@nestjs/common';
import { ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { OpenToAll } from '../auth/scope.decorator.js';
import { Scrape } from '../metrics/scrape.js';

@ApiTags('health')
@Controller('metrics')
export class MetricsController {
  constructor(private readonly scrape: Scrape) {}

  /** Shows the metrics in Prometheus' text format. */
  @Get()
  @OpenToAll('public')
  @Header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8')
  @ApiProduces('text/plain')
  @ApiResponse({ status: 200, description: 'Metrics in Prometheus’ text format.' })
  scrapeMetrics(): Promise<string> {
    return this.scrape.text();
  }
}
