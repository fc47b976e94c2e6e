import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Settings } from './settings.js';

/** Hands the settings that were checked at start to whoever asks for `Settings`. */
@Global()
@Module({})
export class ConfigModule {
  static with(settings: Readonly<Settings>): DynamicModule {
    return {
      module: ConfigModule,
      providers: [{ provide: Settings, useValue: settings }],
      exports: [Settings],
    };
  }
}
