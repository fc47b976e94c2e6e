import { Module } from '@nestjs/common';
import { Authentication } from './authentication.js';
import { CallerController } from './caller.controller.js';
import { KeyRing } from './key-ring.js';
import { ProxyUsers } from './proxy-users.js';

/** Authentication by API key and scope, before the body is read. */
@Module({
  controllers: [CallerController],
  providers: [KeyRing, ProxyUsers, Authentication],
  exports: [Authentication],
})
export class AuthModule {}
