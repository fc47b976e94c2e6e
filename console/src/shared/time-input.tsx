import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';

/** A moment on the reader's clock, kept as the API wants it; undefined where none is given. */
export function TimeInput({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}): ReactNode {
  return (
    <TextInput
      type="datetime-local"
      label={label}
      value={value === undefined ? '' : localOf(value)}
      onChange={({ currentTarget: { value: local } }) =>
        onChange(local === '' ? undefined : new Date(local).toISOString())
      }
    />
  );
}

function localOf(at: string): string {
  const moment = new Date(at);
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
