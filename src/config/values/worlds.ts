import { isLoopback } from '../loopback.js';
import type { Settings } from '../settings.js';

/** Addresses of Pleo's that have to belong together: credentials of one world are worth nothing in another. */
const NAMES = ['PLEO_BASE_URL', 'PLEO_OAUTH_AUTHORIZE_URL', 'PLEO_OAUTH_TOKEN_URL'] as const;

/** The hosts of the settings, each with its world: null where it is unknown. */
type Hosts = readonly { readonly name: string; readonly host: string; readonly world: string | null }[];

/**
 * Why the hosts of Pleo's API and of its authorization server do not go together: a company would consent in one world,
 * and its tokens be refused in the other. Null where they do, or where it is unknown.
 */
export function worldsMistake(settings: Readonly<Settings>): string | null {
  const hosts = hostsOf(settings);
  const worlds = new Set(hosts.flatMap(({ world }) => world ?? []));
  if (worlds.size < 2) return null;
  const each = hosts.map(({ name, host, world }) => `${name} is ${host} (${world ?? 'unknown'})`);
  return `Companies would consent at one Pleo, and their events would go to another: ${each.join(', ')}`;
}

/** The same of hosts that only look as if they did not: a sentence to be logged, or null. */
export function worldsWarning(settings: Readonly<Settings>): string | null {
  const hosts = hostsOf(settings);
  const [first] = hosts;
  if (hosts.every(({ world }) => world !== null) || hosts.every(({ host }) => host === first?.host))
    return null;
  const each = hosts.map(({ name, host }) => `${name} is ${host}`);
  return `The relay cannot tell whether these belong together. If not, companies connect and Pleo refuses their tokens: ${each.join(', ')}`;
}

/** None where companies cannot consent. */
function hostsOf(settings: Readonly<Settings>): Hosts {
  if (!settings.PLEO_OAUTH_CLIENT_ID) return [];
  return NAMES.flatMap((name) => {
    const value = settings[name];
    // What is no address is a mistake that is told by itself.
    if (!value || !URL.canParse(value)) return [];
    const { hostname, host } = new URL(value);
    return [{ name, host, world: worldOf(hostname) }];
  });
}

function worldOf(hostname: string): string | null {
  if (isLoopback(hostname)) return 'this machine';
  if (/(^|\.)staging\.pleo\.io$/.test(hostname)) return 'staging';
  return /(^|\.)pleo\.io$/.test(hostname) ? 'production' : null;
}
