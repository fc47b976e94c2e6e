import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  parseSearchWith,
  stringifySearchWith,
} from '@tanstack/react-router';
import { CompaniesPage, companiesSearch } from './companies/companies-page.js';
import { CompanyPage } from './companies/company-page.js';
import { DeadLettersPage, deadLettersSearch } from './dead-letters/dead-letters-page.js';
import { eventsSearch } from './events/event-search.js';
import { EventsPage } from './events/events-page.js';
import { JobPage, jobSearch } from './jobs/job-page.js';
import { JobsPage, jobsSearch } from './jobs/jobs-page.js';
import { Shell } from './layout/shell.js';
import { OverviewPage } from './overview/overview-page.js';

const root = createRootRoute({ component: Shell });

const overview = createRoute({ getParentRoute: () => root, path: '/', component: OverviewPage });

// The filter of a list is in its address, so a link can be shared.
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
const events = createRoute({
  getParentRoute: () => root,
  path: '/events',
  component: EventsPage,
  validateSearch: eventsSearch,
});
const deadLetters = createRoute({
  getParentRoute: () => root,
  path: '/dead-letters',
  component: DeadLettersPage,
  validateSearch: deadLettersSearch,
});

const companies = createRoute({
  getParentRoute: () => root,
  path: '/companies',
  component: CompaniesPage,
  validateSearch: companiesSearch,
});
const company = createRoute({ getParentRoute: () => root, path: '/companies/$id', component: CompanyPage });

/**
 * Hash history: the relay serves one page only. An address holds text, as people type it, and no JSON, in
 * which 12e4 is a number.
 */
export const router = createRouter({
  routeTree: root.addChildren([overview, jobs, job, events, deadLetters, companies, company]),
  history: createHashHistory(),
  parseSearch: parseSearchWith((text) => text),
  stringifySearch: stringifySearchWith(String),
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
