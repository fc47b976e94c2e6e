import { useLocalStorage } from '@mantine/hooks';
import { createContext, type ReactNode, useContext } from 'react';

/** The zone in which moments are written and asked for: that of the reader's machine, or UTC. */
export type Zone = 'local' | 'utc';

interface Chosen {
  readonly zone: Zone;
  readonly choose: (zone: Zone) => void;
}

const Context = createContext<Chosen>({ zone: 'local', choose: () => undefined });

/** Keeps the choice in this browser, for all its tabs. */
export function ZoneProvider({ children }: { children: ReactNode }): ReactNode {
  const [zone, choose] = useLocalStorage<Zone>({
    key: 'pleo-export-relay zone',
    defaultValue: 'local',
    getInitialValueInEffect: false,
    deserialize: (kept) => (kept === '"utc"' ? 'utc' : 'local'),
  });
  return <Context value={{ zone, choose }}>{children}</Context>;
}

/** The reader's choice. */
export function useChosenZone(): Chosen {
  return useContext(Context);
}

/** The zone that the reader has chosen. */
export function useZone(): Zone {
  return useContext(Context).zone;
}

/** What `Intl` knows the zone by. */
export function timeZoneOf(zone: Zone): string | undefined {
  return zone === 'utc' ? 'UTC' : undefined;
}

/** `UTC`, or what the reader's zone is called at a moment, such as `CET`. */
export function nameOfZone(zone: Zone, at: number = Date.now()): string {
  if (zone === 'utc') return 'UTC';
  const parts = NAMES.formatToParts(at);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'local';
}

const NAMES = new Intl.DateTimeFormat(undefined, { timeZoneName: 'short' });
