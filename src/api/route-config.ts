import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyContextConfig } from 'fastify';

/**
 * Adds metadata to a route, for hooks (`routeOptions.config`). Authorization goes by the route that the router matched,
 * never by the URL, which can be written in many ways. Nest's own `RouteConfig` would replace the properties of other
 * decorators.
 */
export function routeConfig(properties: Omit<FastifyContextConfig, 'url' | 'method'>): MethodDecorator {
  return (target, name, descriptor) => {
    const { KEY } = RouteConfig({});
    const known = Reflect.getMetadata(KEY, descriptor.value as object) as object | undefined;
    RouteConfig({ ...known, ...properties })(target, name, descriptor);
  };
}
