import { createHashHistory, createRootRoute, createRoute, createRouter } from '@tanstack/react-router';
import { DeadLettersPage, deadLettersSearch } from './dead-letters/dead-letters-page.js';
import { JobPage, jobSearch } from './jobs/job-page.js';
import { JobsPage, jobsSearch } from './jobs/jobs-page.js';
import { Shell } from './layout/shell.js';
import { OverviewPage } from './overview/overview-page.js';

const root = createRootRoute({ component: Shell });

const overview = createRoute({ getParentRoute: () => root, path: '/', component: OverviewPage });

// The filter of a list is in its address, so that a link can be shared.
const jobs = createRoute({
  getParentRoute: () => root,
  path: '/jobs',
  component: JobsPage,
  validateSearch: jobsSearch,
});
const job = createRoute({
  getParentRoute: () => root,
  path: '/jobs/$id',
  component: JobPage,
  validateSearch: jobSearch,
});
const deadLetters = createRoute({
  getParentRoute: () => root,
  path: '/dead-letters',
  component: DeadLettersPage,
  validateSearch: deadLettersSearch,
});

/** Hash history: the relay serves one page only. */
export const router = createRouter({
  routeTree: root.addChildren([overview, jobs, job, deadLetters]),
  history: createHashHistory(),
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
