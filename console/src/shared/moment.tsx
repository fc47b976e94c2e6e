import { useInterval } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });

/** A moment on the reader's clock, with its distance from now. */
export function Moment({ at, distance = true }: { at: string; distance?: boolean }): ReactNode {
  const [now, setNow] = useState(() => Date.now());
  useInterval(() => setNow(Date.now()), 1000, { autoInvoke: true });
  return (
    <time style={{ whiteSpace: 'nowrap' }} dateTime={at} title={new Date(at).toString()}>
      {clock(at, now)}
      {distance && ` (${fromNow((Date.parse(at) - now) / 1000)})`}
    </time>
  );
}

/** 14:03:59, with the day when it is another one. */
export function clock(at: string, now: number): string {
  const moment = new Date(at);
  const isToday = moment.toDateString() === new Date(now).toDateString();
  return isToday ? CLOCK.format(moment) : `${DAY.format(moment)}, ${CLOCK.format(moment)}`;
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

/** 12 ms, 3.4 s, 2 min. */
export function duration(ms: number | null): string {
  if (ms === null) return '–';
  if (ms < 1000) return `${ms} ms`;
  return ms < 90_000 ? `${(ms / 1000).toFixed(1)} s` : span(ms / 1000);
}
