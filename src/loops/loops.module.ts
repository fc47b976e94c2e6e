import { Global, Module } from '@nestjs/common';
import { Loops } from './loops.js';

/** The registry of loops. */
@Global()
@Module({ providers: [Loops], exports: [Loops] })
export class LoopsModule {}
