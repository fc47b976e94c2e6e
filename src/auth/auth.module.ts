import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { Authentication } from './authentication.js';
import { CallerController } from './caller.controller.js';
import { KeyRing } from './key-ring.js';
import { ScopeGuard } from './scope.guard.js';

/** Who may call: the key is looked at first, the scope of the route once it is known. */
@Module({
  controllers: [CallerController],
  providers: [KeyRing, Authentication, { provide: APP_GUARD, useClass: ScopeGuard }],
  exports: [Authentication],
})
export class AuthModule {}
