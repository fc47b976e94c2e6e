import type { ReactNode } from 'react';
import { useNow } from './now.js';
import { timeZoneOf, useZone, type Zone } from './zone.js';

const FORMATS: Record<Zone, ReturnType<typeof formatsIn>> = {
  local: formatsIn('local'),
  utc: formatsIn('utc'),
};

/** A moment in the zone that the reader has chosen, which it names, with its distance from now. */
export function Moment({ at, distance = true }: { at: string; distance?: boolean }): ReactNode {
  const zone = useZone();
  const now = useNow();
  const moment = Date.parse(at);
  return (
    <time dateTime={at} title={`${new Date(moment).toString()}, ${new Date(moment).toISOString()}`}>
      <span style={{ whiteSpace: 'nowrap' }}>{clock(moment, now, zone)}</span>
      {distance && (
        <>
          {' '}
          <span style={{ whiteSpace: 'nowrap' }}>({fromNow((moment - now) / 1000)})</span>
        </>
      )}
    </time>
  );
}

/** 14:03, for the axis of a chart. */
export function minuteOf(at: string, zone: Zone): string {
  return FORMATS[zone].minute.format(Date.parse(at));
}

/** 14:03:59 UTC, with the day when it is another one than that of `now`. */
function clock(at: number, now: number, zone: Zone): string {
  const { day, time } = FORMATS[zone];
  const isToday = day.format(at) === day.format(now) && Math.abs(at - now) < 86_400_000;
  return isToday ? time.format(at) : `${day.format(at)}, ${time.format(at)}`;
}

function formatsIn(zone: Zone) {
  const timeZone = timeZoneOf(zone);
  const [hour, minute, second] = ['2-digit', '2-digit', '2-digit'] as const;
  return {
    minute: new Intl.DateTimeFormat(undefined, { timeZone, hour, minute }),
    time: new Intl.DateTimeFormat(undefined, { timeZone, hour, minute, second, timeZoneName: 'short' }),
    day: new Intl.DateTimeFormat(undefined, { timeZone, day: 'numeric', month: 'short' }),
  };
}

function fromNow(seconds: number): string {
  return seconds >= 0 ? `in ${span(seconds)}` : `${span(-seconds)} ago`;
}

/** 8 s, 3 min, 2 h, 5 d. */
export function span(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}

/** 12 ms, 3.4 s, 60 s, 2 min. */
export function duration(ms: number | null): string {
  if (ms === null) return '–';
  if (ms < 1000) return `${ms} ms`;
  return ms < 90_000 ? `${Number((ms / 1000).toFixed(1))} s` : span(ms / 1000);
}
