import { Module } from '@nestjs/common';
import { Authentication } from './authentication.js';
import { CallerController } from './caller.controller.js';
import { KeyRing } from './key-ring.js';

/** Who may call: key and scope are looked at before anything of a body is read. */
@Module({
  controllers: [CallerController],
  providers: [KeyRing, Authentication],
  exports: [Authentication],
})
export class AuthModule {}
