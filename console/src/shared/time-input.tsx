import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { nameOfZone, useZone, type Zone } from './zone.js';

/** A moment in the zone that the reader has chosen, kept as the API wants it; undefined where none is given. */
export function TimeInput({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}): ReactNode {
  const zone = useZone();
  const shown = value === undefined || Number.isNaN(Date.parse(value)) ? '' : shownIn(zone, value);
  return (
    <TextInput
      type="datetime-local"
      label={`${label} (${nameOfZone(zone, shown === '' ? Date.now() : Date.parse(value ?? ''))})`}
      value={shown}
      onChange={({ currentTarget: { value: typed } }) =>
        onChange(typed === '' ? undefined : momentOf(zone, typed).toISOString())
      }
    />
  );
}

/** The field knows no zones. */
function momentOf(zone: Zone, typed: string): Date {
  return new Date(zone === 'utc' ? `${typed}Z` : typed);
}

function shownIn(zone: Zone, at: string): string {
  const moment = new Date(at);
  const offset = zone === 'utc' ? 0 : moment.getTimezoneOffset();
  return new Date(moment.getTime() - offset * 60_000).toISOString().slice(0, 16);
}
