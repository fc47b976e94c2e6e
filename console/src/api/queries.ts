import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { apiKey } from './api-key.js';
import { api, ApiProblem, bodyOf, type Schema } from './client.js';
import type { paths } from '../../../client/schema.js';

type Query<Path extends keyof paths> = paths[Path] extends {
  get: { parameters: { query?: infer Parameters } };
}
  ? NonNullable<Parameters>
  : never;

export type JobFilter = Omit<Query<'/v1/export-jobs'>, 'after' | 'limit'>;
export type EventFilter = Omit<Query<'/v1/export-job-events'>, 'after' | 'limit'>;
export type CompanyFilter = Omit<Query<'/v1/companies'>, 'after' | 'limit'>;
export type DeadItemFilter = Omit<Query<'/v1/export-job-items/dead'>, 'after' | 'limit'>;
export type ItemFilter = Omit<Query<'/v1/export-jobs/{id}/items'>, 'after' | 'limit'>;

/** Results at once: other things stand below them on their page. */
const ITEMS_AT_ONCE = { ofJob: 20, dead: 10 };

/** The refresh interval while the page is visible. */
const LIVE = { refetchInterval: 5000 };

/** With a filter a page is a search among thousands: the more pages there are, the more rarely they are read. */
function moreRarely({ state }: { state: { data?: { pages: readonly unknown[] } | undefined } }): number {
  return LIVE.refetchInterval * Math.max(1, state.data?.pages.length ?? 1);
}

export const callerQuery = queryOptions({
  queryKey: ['caller'],
  queryFn: () => readCaller().catch(askAnotherTab),
  staleTime: Infinity,
});

async function readCaller(): Promise<Schema['CurrentCaller']> {
  const caller = await bodyOf(api.GET('/v1/caller'));
  apiKey.prove();
  return caller;
}

/** For the key, where this tab has none; throws the problem where no tab has. */
async function askAnotherTab(problem: unknown): Promise<Schema['CurrentCaller']> {
  if (!(problem instanceof ApiProblem && problem.status === 401)) throw problem;
  if (apiKey.read() !== null) apiKey.refuse();
  else if (await apiKey.ask()) return readCaller();
  throw problem;
}

export const overviewQuery = queryOptions({
  queryKey: ['overview'],
  queryFn: () => bodyOf(api.GET('/v1/overview')),
  ...LIVE,
});

export const jobsQuery = (query: JobFilter) =>
  infiniteQueryOptions({
    queryKey: ['jobs', query],
    queryFn: ({ pageParam: after }) =>
      bodyOf(api.GET('/v1/export-jobs', { params: { query: { ...query, ...(after && { after }) } } })),
    initialPageParam: '',
    getNextPageParam: ({ pagination }) => (pagination.hasNextPage ? pagination.endCursor : null),
    ...LIVE,
  });

export const jobQuery = (id: string) =>
  queryOptions({
    queryKey: ['job', id],
    queryFn: () => bodyOf(api.GET('/v1/export-jobs/{id}', { params: { path: { id } } })),
    ...LIVE,
  });

export const timelineQuery = (id: string) =>
  queryOptions({
    queryKey: ['job', id, 'timeline'],
    queryFn: () => bodyOf(api.GET('/v1/export-jobs/{id}/timeline', { params: { path: { id } } })),
    ...LIVE,
  });

/** A job has a few events only. */
export const eventsOfJobQuery = (jobId: string) =>
  queryOptions({
    queryKey: ['job', jobId, 'events'],
    queryFn: () => bodyOf(api.GET('/v1/export-job-events', { params: { query: { jobId } } })),
    select: ({ data }) => data.toSorted((one, other) => one.sequence - other.sequence),
    ...LIVE,
  });

export const eventQuery = (id: string) =>
  queryOptions({
    queryKey: ['event', id],
    queryFn: () => bodyOf(api.GET('/v1/export-job-events/{id}', { params: { path: { id } } })),
    ...LIVE,
  });

export const itemsOfJobQuery = (id: string, filter: ItemFilter) =>
  infiniteQueryOptions({
    queryKey: ['job', id, 'items', filter],
    queryFn: ({ pageParam: after }) =>
      bodyOf(
        api.GET('/v1/export-jobs/{id}/items', {
          params: { path: { id }, query: { ...filter, limit: ITEMS_AT_ONCE.ofJob, ...(after && { after }) } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: ({ pagination }) => (pagination.hasNextPage ? pagination.endCursor : null),
    ...LIVE,
  });

export const deadItemsQuery = (filter: DeadItemFilter) =>
  infiniteQueryOptions({
    queryKey: ['dead', 'items', filter],
    queryFn: ({ pageParam: after }) =>
      bodyOf(
        api.GET('/v1/export-job-items/dead', {
          params: { query: { ...filter, limit: ITEMS_AT_ONCE.dead, ...(after && { after }) } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: ({ pagination }) => (pagination.hasNextPage ? pagination.endCursor : null),
    refetchInterval: moreRarely,
  });

export const itemCausesQuery = queryOptions({
  queryKey: ['dead', 'items', 'causes'],
  queryFn: () => bodyOf(api.GET('/v1/export-job-items/causes')),
  ...LIVE,
});

export const eventsQuery = (filter: EventFilter) =>
  infiniteQueryOptions({
    queryKey: ['events', filter],
    queryFn: ({ pageParam: after }) =>
      bodyOf(api.GET('/v1/export-job-events', { params: { query: { ...filter, ...(after && { after }) } } })),
    initialPageParam: '',
    getNextPageParam: ({ pagination }) => (pagination.hasNextPage ? pagination.endCursor : null),
    refetchInterval: moreRarely,
  });

export const causesQuery = (query: Query<'/v1/export-job-events/causes'>) =>
  queryOptions({
    queryKey: ['dead', 'causes', query],
    queryFn: () => bodyOf(api.GET('/v1/export-job-events/causes', { params: { query } })),
    ...LIVE,
  });

export const companiesQuery = (filter: CompanyFilter) =>
  infiniteQueryOptions({
    queryKey: ['companies', filter],
    queryFn: ({ pageParam: after }) =>
      bodyOf(api.GET('/v1/companies', { params: { query: { ...filter, ...(after && { after }) } } })),
    initialPageParam: '',
    getNextPageParam: ({ pagination }) => (pagination.hasNextPage ? pagination.endCursor : null),
    refetchInterval: moreRarely,
  });

export const companyQuery = (companyId: string) =>
  queryOptions({
    queryKey: ['company', companyId],
    queryFn: () => bodyOf(api.GET('/v1/companies/{companyId}', { params: { path: { companyId } } })),
    ...LIVE,
  });

/** For keys with the scope `admin`. No part of a secret is in it. */
export const credentialQuery = (companyId: string) =>
  queryOptions({
    queryKey: ['company', companyId, 'credential'],
    queryFn: () =>
      bodyOf(api.GET('/v1/companies/{companyId}/credential', { params: { path: { companyId } } })),
    ...LIVE,
  });
