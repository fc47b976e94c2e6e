import { Select } from '@mantine/core';
import type { ReactNode } from 'react';

/** Asks for one of these words, or none. */
export function Choice<Value extends string>({
  label,
  choices,
  value,
  onChange,
  none = 'Any',
  searchable = false,
}: {
  label: string;
  choices: readonly { value: Value; label: string }[];
  value: Value | undefined;
  onChange: (value: Value | undefined) => void;
  /** Stands there while nothing is chosen. */
  none?: string;
  searchable?: boolean;
}): ReactNode {
  return (
    <Select
      label={label}
      placeholder={none}
      clearable
      searchable={searchable}
      data={[...choices]}
      value={value ?? null}
      onChange={(chosen) => onChange(chosen ?? undefined)}
    />
  );
}
