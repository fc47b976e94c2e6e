import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyContextConfig } from 'fastify';

/**
 * Adds properties to a route, which Fastify hands to hooks with each request that it matched to it
 * (`routeOptions.config`): what a request may do is decided by where the router put it, never by its URL, which can be
 * written in many ways. Nest's own `RouteConfig` would replace what another decorator has said.
 */
export function routeConfig(properties: Omit<FastifyContextConfig, 'url' | 'method'>): MethodDecorator {
  return (target, name, descriptor) => {
    const { KEY } = RouteConfig({});
    const known = Reflect.getMetadata(KEY, descriptor.value as object) as object | undefined;
    RouteConfig({ ...known, ...properties })(target, name, descriptor);
  };
}
